/// Where calls may go. Without entries: https to public addresses on port 443, and mail servers on their own ports.
///
/// A policy is asked three times: with the URL before anything happens, with the actual address of every socket before it
/// is opened, and again before each request on a connection that is already there. Names are never resolved for a check, so
/// there is no moment between check and use, and every spelling of an address (octal, short, decimal, Unicode digits) is
/// judged by where it leads.
public struct OutboundPolicy: Sendable {
    /// An entry that cannot be read.
    public struct Mistake: Error, Sendable, Hashable, CustomStringConvertible {
        public let entry: String
        public let problem: String
        /// A spelling that would be read.
        public let example: String

        public var description: String { "network.allow: '\(entry)': \(problem). Write for example \(example)." }
    }

    let allowed: [AllowEntry]
    let refused: [AllowEntry]

    /// - Parameters:
    ///   - allow: entries of the operator's `network.allow`, see `AllowEntry`.
    ///   - refuse: where no call may go although `allow` would permit it: the own listen addresses.
    /// - Throws: `Mistake` for the first entry that cannot be read; read them one by one to collect all.
    public init(allow: [String], refuse: [String] = []) throws(Mistake) {
        allowed = try Self.read(allow)
        refused = try Self.read(refuse)
    }

    public init(allow: [AllowEntry] = [], refuse: [AllowEntry] = []) { (allowed, refused) = (allow, refuse) }

    private static func read(_ texts: [String]) throws(Mistake) -> [AllowEntry] {
        var entries: [AllowEntry] = []
        for text in texts { entries.append(try AllowEntry(text)) }
        return entries
    }
}

/// What is about to be reached, as the URL spells it.
struct Destination: Sendable, Hashable {
    enum Service: Sendable, Hashable {
        case https, http
        /// IMAP or SMTP, encrypted from the first byte or by STARTTLS.
        case mail
        /// IMAP or SMTP in clear.
        case plainMail
    }

    var service: Service
    /// Lower case, without brackets and trailing dot.
    var host: String
    var port: UInt16

    init(_ service: Service, host: String, port: UInt16) {
        (self.service, self.host, self.port) = (service, OutboundPolicy.normal(host), port)
    }

    /// How failures name it.
    var name: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// Whether a public address may be reached this way without an entry.
    fileprivate var isUsual: Bool {
        switch service {
        case .https: port == 443
        case .mail: [993, 465, 587, 143].contains(port)
        case .http, .plainMail: false
        }
    }
}

extension OutboundPolicy {
    /// Before anything happens: whether any address at all could be reached this way.
    func admits(_ destination: Destination) -> Bool {
        if destination.isUsual { return true }
        return allowed.contains { entry in
            guard entry.port == nil || entry.port == destination.port else { return false }
            return switch entry.place {
            case .name(let name): name == destination.host
            // Which address it is turns out when the socket is opened.
            case .network: true
            case .socketFile: false
            }
        }
    }

    /// Before a socket is opened or used again: whether this address may be reached.
    func admits(_ address: IPAddress, port: UInt16, for destination: Destination) -> Bool {
        guard port == destination.port else { return false }
        // An IPv4 address may come in IPv6 clothes: entries mean it either way, and neither way makes it public.
        let spellings = Set([address, address.unmapped])
        func covered(by entries: [AllowEntry]) -> Bool {
            entries.contains { entry in spellings.contains { entry.covers($0, port, destination.host) } }
        }
        if covered(by: refused) { return false }
        if covered(by: allowed) { return true }
        return destination.isUsual && !IPNetwork.forbidden.contains { spellings.contains(where: $0.contains) }
    }

    func admits(socketFile path: String) -> Bool { allowed.contains { $0.place == .socketFile(path) } }

    /// A host name as entries and calls are compared: lower case, no brackets, no trailing dot.
    static func normal(_ host: String) -> String {
        var host = host.lowercased()
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        if host.hasSuffix(".") { host.removeLast() }
        return host
    }
}

extension AllowEntry {
    fileprivate func covers(_ address: IPAddress, _ port: UInt16, _ host: String) -> Bool {
        guard self.port == nil || self.port == port else { return false }
        return switch place {
        case .name(let name): name == host
        case .network(let network): network.contains(address)
        case .socketFile: false
        }
    }
}
