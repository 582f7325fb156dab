/// Why there are no rules for a time zone. Nobody falls back to another zone: a clock in the wrong zone is a broken promise.
public struct ZoneFailure: Error, Hashable, Sendable {
    public enum Code: String, Sendable {
        /// The name is none, or it is a path out of the zone folder.
        case refusedName = "refused_name"
        case unknownZone = "unknown_zone"
        /// The bytes are no TZif file, or one that is cut or contradicts itself.
        case malformedFile = "malformed_file"
        /// The file counts leap seconds (the `right/` zones); our moments do not.
        case leapSeconds = "leap_seconds"
        /// The file is there and cannot be read.
        case unreadable
    }

    public let code: Code
    /// What happened, with the zone's name.
    public let message: String
    /// What to do now.
    public let advice: String

    public init(code: Code, message: String, advice: String) {
        (self.code, self.message, self.advice) = (code, message, advice)
    }
}

extension ZoneFailure: CustomStringConvertible {
    public var description: String { "\(message) \(advice)" }
}

extension ZoneFailure {
    static func malformed(_ name: String, _ what: String) -> ZoneFailure {
        ZoneFailure(
            code: .malformedFile, message: "The rules of time zone '\(name)' cannot be read: \(what).",
            advice: "Install the package tzdata again.")
    }
}
