extension Command {
    static let benchCommands: [Command] = []
}
