/// Where the rules of time zones come from. The top fills it with the system's folder; tests may fill it with bytes.
public struct ZoneDatabase: Sendable {
    private let bytes: @Sendable (String) throws -> [UInt8]?

    /// - Parameter bytes: the TZif file of a zone name such as `Europe/Berlin`, or nil where there is no such zone.
    ///   It is called with checked names only: never absolute, never upwards.
    public init(bytes: @escaping @Sendable (_ name: String) throws -> [UInt8]?) { self.bytes = bytes }

    /// The rules of the zone of this name. Reads the file each time: whoever asks often keeps the answer.
    public func rules(named name: String) throws(ZoneFailure) -> ZoneRules {
        guard Self.isName(name) else {
            throw ZoneFailure(
                code: .refusedName, message: "'\(name)' is no name of a time zone.",
                advice: "Write an IANA name such as Europe/Berlin or UTC.")
        }
        let found: [UInt8]?
        do { found = try bytes(name) } catch {
            throw ZoneFailure(
                code: .unreadable, message: "The rules of time zone '\(name)' cannot be read: \(error).",
                advice: "Check the rights of the time zone folder.")
        }
        guard let found else {
            throw ZoneFailure(
                code: .unknownZone, message: "There is no time zone '\(name)'.",
                advice: "Write an IANA name such as Europe/Berlin; the package tzdata must be installed.")
        }
        return try ZoneRules(name: name, tzif: found)
    }

    /// Letters, digits and `+-_` in parts joined by `/`: no dot, so no part can lead upwards.
    private static func isName(_ name: String) -> Bool {
        name.utf8.count <= 64
            && name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
                part.first?.isASCII == true && part.first?.isLetter == true && part.utf8.allSatisfy(isNameByte)
            }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
