/// An absolute http(s) address, taken apart as far as checks need it.
struct WebAddress: Sendable, Hashable {
    /// `https://host` or `https://host:8443`, lower case, without a default port.
    let origin: String
    /// Lower case; an IPv6 address in brackets.
    let host: String
    /// Path and query as they stand; begins with `/`, or is empty.
    let rest: String

    var text: String { origin + rest }

    /// Reads an address. Nil for another scheme, a user part, a backslash, blanks or controls, an empty host, a fragment: each of
    /// them is a way to send a call elsewhere than it seems.
    init?(_ text: String) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != 0x5C && $0 != 0x23 }) else { return nil }
        let scheme = text.prefix { $0 != ":" }.lowercased()
        guard scheme == "https" || scheme == "http" else { return nil }
        let tail = text.dropFirst(scheme.count)
        guard tail.hasPrefix("://") else { return nil }
        let authority = tail.dropFirst(3).prefix { $0 != "/" && $0 != "?" }
        guard let (host, port) = Self.hostAndPort(authority.lowercased()) else { return nil }
        let hasPort = port != nil && port != (scheme == "https" ? 443 : 80)
        self.host = host
        origin = "\(scheme)://\(host)" + (hasPort ? ":\(port!)" : "")
        let rest = tail.dropFirst(3 + authority.count)
        self.rest = rest.hasPrefix("?") ? "/" + rest : String(rest)
    }

    private static func hostAndPort(_ authority: String) -> (host: String, port: UInt16?)? {
        var host = authority
        var port: UInt16?
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            host = String(authority[...end])
            let tail = authority[authority.index(after: end)...]
            if !tail.isEmpty {
                guard tail.hasPrefix(":"), let number = UInt16(tail.dropFirst()) else { return nil }
                port = number
            }
            guard host.dropFirst().dropLast().allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else { return nil }
            return (host, port)
        }
        if let colon = authority.firstIndex(of: ":") {
            guard let number = UInt16(authority[authority.index(after: colon)...]) else { return nil }
            (host, port) = (String(authority[..<colon]), number)
        }
        let isName = host.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F || $0 >= 0x80
        }
        return isName && !host.isEmpty && !host.hasPrefix(".") ? (host, port) : nil
    }

    /// Whether no part of the path is `.` or `..`, in plain or encoded.
    var staysInPlace: Bool {
        let path = rest.prefix { $0 != "?" }.lowercased()
        return !path.split(separator: "/").contains { segment in
            var plain = ""
            var at = segment.startIndex
            while at < segment.endIndex {
                if segment[at...].hasPrefix("%2e") {
                    plain.append(".")
                    at = segment.index(at, offsetBy: 3)
                } else {
                    plain.append(segment[at])
                    at = segment.index(after: at)
                }
            }
            return plain == "." || plain == ".."
        }
    }
}
