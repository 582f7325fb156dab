internal import Glibc

/// An IPv4 or IPv6 address as its bytes: 4 or 16. A zone id is not part of it.
public struct IPAddress: Sendable, Hashable, CustomStringConvertible {
    let bytes: [UInt8]

    init(bytes: [UInt8]) {
        precondition(bytes.count == 4 || bytes.count == 16, "an address has 4 or 16 bytes")
        self.bytes = bytes
    }

    /// Reads the standard spelling only (`10.0.0.1`, `fd00::1`); nil for anything else, short and octal forms included.
    public init?(_ text: String) {
        var four = [UInt8](repeating: 0, count: 4)
        var sixteen = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &four) == 1 {
            bytes = four
        } else if inet_pton(AF_INET6, text, &sixteen) == 1 {
            bytes = sixteen
        } else {
            return nil
        }
    }

    public var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(bytes.count == 4 ? AF_INET : AF_INET6, bytes, &text, socklen_t(text.count)) != nil else { return "?" }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// An IPv4 address that came in IPv6 clothes (`::ffff:10.0.0.1`), undressed; any other address as it is.
    var unmapped: IPAddress {
        let prefix: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]
        return bytes.count == 16 && bytes.starts(with: prefix) ? IPAddress(bytes: Array(bytes[12...])) : self
    }
}

/// A range of addresses: `10.0.0.0/8`, `fd00::/8`, or one address alone.
public struct IPNetwork: Sendable, Hashable, CustomStringConvertible {
    let base: IPAddress
    let bits: Int

    /// Reads `ADDRESS` or `ADDRESS/BITS`; nil where one of them is wrong.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let base = IPAddress(String(parts[0])) else { return nil }
        self.base = base
        let most = base.bytes.count * 8
        guard parts.count == 2 else {
            bits = most
            return
        }
        guard let bits = Int(parts[1]), (0...most).contains(bits), !parts[1].hasPrefix("+") else { return nil }
        self.bits = bits
    }

    public var description: String { bits == base.bytes.count * 8 ? "\(base)" : "\(base)/\(bits)" }

    /// Whether the address lies in the range. Families never mix: see `IPAddress.unmapped`.
    public func contains(_ address: IPAddress) -> Bool {
        guard address.bytes.count == base.bytes.count else { return false }
        let whole = bits / 8
        guard address.bytes.prefix(whole) == base.bytes.prefix(whole) else { return false }
        let rest = bits % 8
        return rest == 0 || (address.bytes[whole] ^ base.bytes[whole]) >> (8 - UInt8(rest)) == 0
    }
}

extension IPNetwork {
    /// Where no call may go unless the operator says so: this host, private and shared networks, link-local (cloud
    /// metadata), documentation and benchmark ranges, multicast, and every IPv6 form that carries an IPv4 address.
    /// Source: IANA special-purpose registries, https://www.iana.org/assignments/iana-ipv4-special-registry and
    /// https://www.iana.org/assignments/iana-ipv6-special-registry.
    static let forbidden: [IPNetwork] = [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
        // ::/96 holds the unspecified address, loopback and the old IPv4-compatible form.
        "::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/32", "2001:2::/48", "2001:db8::/32",
        "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    ].map { IPNetwork($0)! }
}
