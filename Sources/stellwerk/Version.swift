/// The version of this program; `CHANGELOG.md` says what it brought.
enum Version {
    static let current = "0.1.0"
}
