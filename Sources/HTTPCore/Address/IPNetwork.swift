/// A block of addresses: `10.0.0.0/8`, `2001:db8::/32`, or a single address.
public struct IPNetwork: Sendable, Hashable, LosslessStringConvertible {
    private let base: IPAddress
    private let masks: (high: UInt64, low: UInt64)
    private let bits: Int

    /// Nil for what is no block. Bits past the length must be zero: `10.1.2.3/8` is a slip, not a block.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let base = IPAddress(String(parts[0])) else { return nil }
        let offset = base.isVersion4 && !parts[0].contains(":") ? 96 : 0
        var bits = 128
        if parts.count == 2 {
            guard let length = Int(parts[1]), String(length) == parts[1], 0...(128 - offset) ~= length else { return nil }
            bits = offset + length
        }
        self.init(base: base, bits: bits)
        guard base.high & ~masks.high == 0, base.low & ~masks.low == 0 else { return nil }
    }

    private init(base: IPAddress, bits: Int) {
        (self.base, self.bits) = (base, bits)
        masks = (Self.mask(min(bits, 64)), Self.mask(max(bits - 64, 0)))
    }

    public func contains(_ address: IPAddress) -> Bool {
        address.high & masks.high == base.high && address.low & masks.low == base.low
    }

    public var description: String {
        let isVersion4 = base.isVersion4 && bits >= 96
        return "\(base)/\(isVersion4 ? bits - 96 : bits)"
    }

    public static func == (one: Self, other: Self) -> Bool { one.base == other.base && one.bits == other.bits }

    public func hash(into hasher: inout Hasher) { hasher.combine(base); hasher.combine(bits) }

    private static func mask(_ bits: Int) -> UInt64 { bits == 0 ? 0 : ~0 << (64 - UInt64(bits)) }
}
