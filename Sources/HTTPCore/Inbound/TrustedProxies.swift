/// The proxies whose word about a request's origin is believed; from anyone else the forwarding headers mean nothing.
public struct TrustedProxies: Sendable {
    /// Where a request really came from.
    public struct Origin: Sendable, Hashable {
        public var address: String
        public var scheme: String

        public init(address: String, scheme: String) { (self.address, self.scheme) = (address, scheme) }
    }

    /// Stands for every peer of a socket file, in the settings and as a remote address.
    public static let socketFile = "unix"

    private let networks: [IPNetwork]
    private let trustsSocketFile: Bool

    /// - Parameter texts: networks, single addresses, or `unix` for whoever may open the socket file.
    /// - Throws: every text that is none of these.
    public init(_ texts: [String]) throws(InvalidNetworks) {
        let named = texts.filter { $0 != Self.socketFile }
        networks = named.compactMap(IPNetwork.init)
        trustsSocketFile = named.count < texts.count
        guard networks.count == named.count else {
            throw InvalidNetworks(texts: named.filter { IPNetwork($0) == nil })
        }
    }

    /// Texts that name no network.
    public struct InvalidNetworks: Error, Sendable, Hashable {
        public var texts: [String]

        public init(texts: [String]) { self.texts = texts }
    }

    /// Whether this peer is believed; nil stands for the peer of a socket file.
    public func trusts(_ peer: IPAddress?) -> Bool {
        guard let peer else { return trustsSocketFile }
        return networks.contains { $0.contains(peer) }
    }

    /// Follows `X-Forwarded-For` from the right, as far as the addresses are trusted proxies themselves: the first that is
    /// not one is the client. An entry that is no address ends the walk, so that nobody can write himself further back.
    /// `X-Forwarded-Proto` counts as the peer's own, last word.
    ///
    /// - Parameter peer: who opened the connection; nil for the peer of a socket file.
    public func origin(peer: IPAddress?, headers: HTTPHeaders) -> Origin {
        var origin = Origin(address: peer?.description ?? Self.socketFile, scheme: "http")
        guard trusts(peer) else { return origin }
        let hops = Self.entries(headers.all("X-Forwarded-For"))
        for hop in hops.reversed() {
            guard let address = Self.address(in: hop) else { break }
            origin.address = address.description
            guard trusts(address) else { break }
        }
        if Self.entries(headers.all("X-Forwarded-Proto")).last?.lowercased() == "https" { origin.scheme = "https" }
        return origin
    }

    private static func entries(_ values: [String]) -> [Substring] {
        values.flatMap { $0.split(separator: ",") }.map { $0.drop { $0 == " " || $0 == "\t" } }
            .map { $0.prefix { $0 != " " && $0 != "\t" } }
    }

    /// Some proxies add the port: `192.0.2.1:4711`, `[2001:db8::1]:4711`.
    private static func address(in hop: Substring) -> IPAddress? {
        if hop.first == "[", let end = hop.firstIndex(of: "]") {
            return IPAddress(String(hop[hop.index(after: hop.startIndex)..<end]))
        }
        let isVersion4WithPort = hop.contains(".") && hop.utf8.count(where: { $0 == UInt8(ascii: ":") }) == 1
        return IPAddress(String(isVersion4WithPort ? hop.prefix { $0 != ":" } : hop))
    }
}
