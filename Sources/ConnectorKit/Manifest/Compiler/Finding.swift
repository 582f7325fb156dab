/// What `check` says about a manifest.
public struct Finding: Sendable, Hashable {
    public enum Severity: String, Sendable { case error, warning }

    public var severity: Severity
    public var place: SourcePlace
    /// What is wrong and how to mend it.
    public var message: String
    /// Where in the manifest, in words: `stream comments`.
    public var room: String

    /// `file:17:13: error: …   (stream comments)`
    public func line(file: String) -> String {
        let tail = room.isEmpty ? "" : "   (\(room))"
        return "\(file):\(place.line):\(place.column): \(severity.rawValue): \(message)\(tail)"
    }
}
