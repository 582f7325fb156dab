import Synchronization

/// An id of our own: 63 bits, 42 of milliseconds and 21 random, so ids sort by time. A decimal string in JSON.
public protocol Identifier: RawRepresentable<Int64>, Hashable, Comparable, Sendable, CustomStringConvertible, Codable {
    init(rawValue: Int64)
}

extension Identifier {
    /// Decimal digits, as JSON and URLs carry it.
    public var description: String { String(rawValue) }

    /// Reads what `description` wrote; nil for anything but a positive decimal number.
    public init?(_ text: some StringProtocol) {
        guard let value = Int64(text), value > 0 else { return nil }
        self.init(rawValue: value)
    }

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let id = Self(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "an id is a decimal string")
        }
        self = id
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

public struct ChannelID: Identifier { public let rawValue: Int64; public init(rawValue: Int64) { self.rawValue = rawValue } }
public struct GrantID: Identifier { public let rawValue: Int64; public init(rawValue: Int64) { self.rawValue = rawValue } }
public struct PostID: Identifier { public let rawValue: Int64; public init(rawValue: Int64) { self.rawValue = rawValue } }
public struct ConversationID: Identifier {
    public let rawValue: Int64; public init(rawValue: Int64) { self.rawValue = rawValue }
}
public struct MessageID: Identifier { public let rawValue: Int64; public init(rawValue: Int64) { self.rawValue = rawValue } }
public struct IdentityID: Identifier { public let rawValue: Int64; public init(rawValue: Int64) { self.rawValue = rawValue } }
public struct ContactID: Identifier { public let rawValue: Int64; public init(rawValue: Int64) { self.rawValue = rawValue } }
public struct DeliveryID: Identifier { public let rawValue: Int64; public init(rawValue: Int64) { self.rawValue = rawValue } }
public struct OutboxEntryID: Identifier {
    public let rawValue: Int64; public init(rawValue: Int64) { self.rawValue = rawValue }
}
public struct PromiseID: Identifier { public let rawValue: Int64; public init(rawValue: Int64) { self.rawValue = rawValue } }
public struct UploadID: Identifier { public let rawValue: Int64; public init(rawValue: Int64) { self.rawValue = rawValue } }
public struct UserID: Identifier { public let rawValue: Int64; public init(rawValue: Int64) { self.rawValue = rawValue } }

/// Makes ids: unique and rising within one process, spread by their random bits between processes.
public final class IdentifierSource: Sendable {
    private let random: @Sendable () -> UInt32
    private let last = Mutex<Int64>(0)

    /// - Parameter random: 32 fresh random bits a call; 21 of them are used.
    public init(random: @escaping @Sendable () -> UInt32 = { UInt32.random(in: .min ... .max) }) { self.random = random }

    /// A fresh id of the kind the caller asks for, made at `now`; greater than every id this source made before.
    public func make<ID: Identifier>(at now: Timestamp) -> ID {
        let time = (Int64(max(0, now.milliseconds)) & 0x3FF_FFFF_FFFF) << 21
        let bits = Int64(random())
        return last.withLock { last in
            let fresh = time | (bits & 0x1F_FFFF)
            last = fresh > last ? fresh : last + 1 + (bits & 0xFF)
            return ID(rawValue: last)
        }
    }
}
