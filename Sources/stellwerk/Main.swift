/// The command line. Reserved until the wiring stands.
@main
struct Main {
    static func main() {}
}
