/// One line of an operator's `network.allow`: a place that may be reached although it is private, in plain text, or on
/// another port.
public struct AllowEntry: Sendable, Hashable, CustomStringConvertible {
    enum Place: Sendable, Hashable {
        /// A name exactly as calls spell it, lower case; whatever it resolves to is meant.
        case name(String)
        case network(IPNetwork)
        case socketFile(String)
    }

    let place: Place
    /// nil: every port.
    let port: UInt16?
    public let description: String

    /// Reads `127.0.0.1:8080`, `localhost:*`, `10.0.0.0/8:443`, `[::1]:8080`, `[fd00::/8]:443`, `forum.intern:80` or
    /// `unix:/path`.
    /// - Throws: `OutboundPolicy.Mistake`, which says what is wrong and shows a right spelling.
    public init(_ text: String) throws(OutboundPolicy.Mistake) {
        description = text
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst(5))
            guard path.hasPrefix("/"), !path.utf8.contains(0) else {
                throw .init(
                    entry: text, problem: "a socket file needs an absolute path", example: "unix:/run/stellwerk/control.sock")
            }
            (place, port) = (.socketFile(path), nil)
            return
        }
        let (host, portText) = try Self.split(text)
        port = try Self.port(portText, of: text, host: host)
        place = try Self.place(host, of: text, port: portText)
    }

    private static func split(_ text: String) throws(OutboundPolicy.Mistake) -> (host: String, port: String) {
        if text.contains("://") {
            let bare = text.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first.map(String.init) ?? "HOST"
            throw .init(entry: text, problem: "an entry is HOST:PORT, not an address with a scheme", example: "\(bare):443")
        }
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else {
                throw .init(entry: text, problem: "the bracket is never closed", example: "[fd00::/8]:443")
            }
            let rest = text[text.index(after: end)...]
            let host = String(text[text.index(after: text.startIndex)..<end])
            guard rest.hasPrefix(":") else {
                throw .init(entry: text, problem: "the port is missing", example: "[\(host)]:443")
            }
            return (host, String(rest.dropFirst()))
        }
        if IPNetwork(text) != nil, text.contains(":") {
            throw .init(entry: text, problem: "an IPv6 address stands in brackets, with a port", example: "[\(text)]:443")
        }
        guard !text.isEmpty else { throw .init(entry: text, problem: "the port is missing", example: "forum.intern:443") }
        guard let colon = text.lastIndex(of: ":") else {
            throw .init(entry: text, problem: "the port is missing", example: "\(text):443, or \(text):* for every port")
        }
        return (String(text[..<colon]), String(text[text.index(after: colon)...]))
    }

    private static func port(_ text: String, of entry: String, host: String) throws(OutboundPolicy.Mistake) -> UInt16? {
        if text == "*" { return nil }
        guard let port = UInt16(text), port > 0, text.utf8.allSatisfy({ (48...57).contains($0) }) else {
            let shown = host.contains(":") ? "[\(host)]" : host
            throw .init(entry: entry, problem: "'\(text)' is no port (1 to 65535, or *)", example: "\(shown):443")
        }
        return port
    }

    private static func place(_ host: String, of entry: String, port: String) throws(OutboundPolicy.Mistake) -> Place {
        if let network = IPNetwork(host) { return .network(network) }
        if host.contains("/") {
            let example = host.contains(":") ? "[fd00::/8]" : "10.0.0.0/8"
            throw .init(entry: entry, problem: "'\(host)' is no network", example: "\(example):\(port)")
        }
        if host.contains(":") || entry.hasPrefix("[") {
            throw .init(entry: entry, problem: "'\(host)' is no IPv6 address", example: "[fd00::1]:\(port)")
        }
        if host.contains("*") {
            throw .init(entry: entry, problem: "names are given whole, without *", example: "forum.intern:\(port)")
        }
        let looksLikeNumber = host.split(separator: ".").last?.utf8.allSatisfy { (48...57).contains($0) } ?? true
        guard !looksLikeNumber, host.utf8.allSatisfy(Self.isHostByte), !host.hasPrefix(".") else {
            throw .init(
                entry: entry, problem: "'\(host)' is neither a host name nor an address", example: "forum.intern:\(port)")
        }
        return .name(OutboundPolicy.normal(host))
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), 0x80...: true
        default: false
        }
    }
}
