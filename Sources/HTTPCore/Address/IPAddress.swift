/// An IPv4 or IPv6 address. An IPv4 address and its mapped form (`::ffff:192.0.2.1`) are the same address.
public struct IPAddress: Sendable, Hashable, LosslessStringConvertible {
    let high: UInt64
    let low: UInt64

    /// The address in network order; `nil` unless there are 4 or 16 bytes.
    public init?(bytes: some Collection<UInt8>) {
        switch bytes.count {
        case 4: self.init(high: 0, low: 0xffff << 32 | Self.fold(bytes.prefix(4)))
        case 16: self.init(high: Self.fold(bytes.prefix(8)), low: Self.fold(bytes.dropFirst(8)))
        default: return nil
        }
    }

    init(high: UInt64, low: UInt64) { (self.high, self.low) = (high, low) }

    /// Reads the plain spellings only: four decimal numbers, or RFC 4291 without a zone. Octal, hexadecimal and short
    /// IPv4 forms are no addresses here.
    public init?(_ text: String) {
        let text = text[...].utf8
        guard let bytes = text.contains(UInt8(ascii: ":")) ? Self.version6(text) : Self.version4(text) else { return nil }
        self.init(bytes: bytes)
    }

    public var isVersion4: Bool { high == 0 && low >> 32 == 0xffff }

    /// What one customer owns as a whole: an IPv4 address, or the /64 that an IPv6 address lies in. Limits count by it.
    public var group: IPAddress { isVersion4 ? self : IPAddress(high: high, low: 0) }

    /// The usual spelling: dotted for IPv4, RFC 5952 for IPv6.
    public var description: String {
        isVersion4
            ? [24, 16, 8, 0].map { String(low >> $0 & 0xff) }.joined(separator: ".")
            : Self.compress([high, low].flatMap { half in [48, 32, 16, 0].map { UInt16(truncatingIfNeeded: half >> $0) } })
    }

    private static func fold(_ bytes: some Sequence<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
}

// MARK: - Spelling

extension IPAddress {
    private static func version4(_ text: Substring.UTF8View) -> [UInt8]? {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bytes: [UInt8] = []
        for part in parts {
            guard (1...3).contains(part.count), part.count == 1 || part.first != UInt8(ascii: "0"),
                part.allSatisfy({ (48...57).contains($0) })
            else { return nil }
            let value = part.reduce(0) { $0 * 10 + Int($1 - 48) }
            guard value <= 255 else { return nil }
            bytes.append(UInt8(value))
        }
        return bytes
    }

    private static func version6(_ text: Substring.UTF8View) -> [UInt8]? {
        guard let gap = firstGap(in: text) else { return groups(text).flatMap { $0.count == 16 ? $0 : nil } }
        guard let head = groups(text[..<gap], endInVersion4: false), let tail = groups(text[text.index(gap, offsetBy: 2)...])
        else { return nil }
        let missing = 16 - head.count - tail.count
        return missing < 2 ? nil : head + Array(repeating: 0, count: missing) + tail
    }

    private static func firstGap(in text: Substring.UTF8View) -> Substring.UTF8View.Index? {
        zip(text.indices, zip(text, text.dropFirst())).first { $0.1.0 == UInt8(ascii: ":") && $0.1.1 == UInt8(ascii: ":") }?.0
    }

    /// The bytes of `a:b:c`; an IPv4 address may stand at the very end of the whole. Empty text has none.
    private static func groups(_ text: Substring.UTF8View, endInVersion4: Bool = true) -> [UInt8]? {
        if text.isEmpty { return [] }
        let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        var bytes: [UInt8] = []
        for (index, part) in parts.enumerated() {
            if endInVersion4, index == parts.count - 1, let four = version4(part) {
                bytes += four
            } else {
                guard (1...4).contains(part.count), part.allSatisfy(isHexadecimal),
                    let value = UInt16(String(decoding: part, as: UTF8.self), radix: 16)
                else { return nil }
                bytes += [UInt8(value >> 8), UInt8(truncatingIfNeeded: value)]
            }
        }
        return bytes
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...102).contains(byte | 32)
    }

    /// Lower case, no leading zeros, the first longest run of two or more zero groups as `::` (RFC 5952).
    private static func compress(_ groups: [UInt16]) -> String {
        var best = 0..<0
        var start = 0
        while start < groups.count {
            let end = groups[start...].firstIndex { $0 != 0 } ?? groups.count
            if end - start > max(best.count, 1) { best = start..<end }
            start = max(end, start) + 1
        }
        let text = groups.map { String($0, radix: 16) }
        guard !best.isEmpty else { return text.joined(separator: ":") }
        return text[..<best.lowerBound].joined(separator: ":") + "::" + text[best.upperBound...].joined(separator: ":")
    }
}
