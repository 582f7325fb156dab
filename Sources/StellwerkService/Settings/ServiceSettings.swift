import FoundationEssentials
import InboxModel
import ServiceLevels

/// What `Config/stellwerk.yaml` says; every key is optional.
public struct ServiceSettings: Sendable {
    /// `host:port`, or a port alone on loopback.
    public var listen = ListenAddress(host: "127.0.0.1", port: 8090)
    /// The address people and platforms reach it by; nil: `http://` and the listen address.
    public var publicURL: String?
    /// Networks whose `X-Forwarded-…` headers are believed.
    public var trustedProxies: [String] = []
    /// Private addresses that may be reached: `host:port`, `host:*`, `10.0.0.0/8:443`.
    public var allow: [String] = []
    /// A PEM file of certificates that are believed besides the system's: a mail server or a forum in one's own network.
    public var certificates: String?
    public var retention = Retention()
    /// The file with the 32 bytes that seal secrets; nil: `stellwerk/key` in the user's configuration folder.
    public var keyFile: String?
    public var logLevel = LogLevel.info

    public init() {}
}

/// How long things are kept.
public struct Retention: Sendable, Hashable {
    public var deliveries: Duration = .seconds(30 * 86_400)
    public var deleted: Duration = .seconds(30 * 86_400)
}

/// What the log prints.
public enum LogLevel: String, CaseIterable, Decodable, Sendable, Comparable {
    case debug, info, warning, error

    public static func < (a: LogLevel, b: LogLevel) -> Bool {
        allCases.firstIndex(of: a)! < allCases.firstIndex(of: b)!
    }
}

/// Where the service listens.
public struct ListenAddress: Sendable, Hashable {
    public var host: String
    public var port: UInt16

    /// Only the machine itself reaches it.
    public var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }

    public init(host: String, port: UInt16) { (self.host, self.port) = (host, port) }

    /// Everything under which this machine reaches itself there, as `network.allow` spells it.
    var spellings: [String] {
        let own = ["", "0.0.0.0", "::", "::1"].contains(host) || host.hasPrefix("127.") ? [] : [host]
        return port == 0 ? [] : (["127.0.0.0/8", "[::1]"] + own).map { "\($0):\(port)" }
    }

    /// Reads `host:port`, `[::1]:port`, `:port` or `port`.
    public init?(_ text: String) {
        let cut = text.lastIndex(of: ":")
        let host = cut.map { text[..<$0] } ?? ""
        guard let port = UInt16(cut.map { text[text.index(after: $0)...] } ?? text[...]) else { return nil }
        self.port = port
        self.host = host.isEmpty ? "127.0.0.1" : String(host.drop { $0 == "[" }.prefix { $0 != "]" })
    }
}

extension ServiceSettings: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case listen
        case publicURL = "public_url"
        case storage
        case trustedProxies = "trusted_proxies"
        case network, retention
        case keyFile = "key_file"
        case log
    }

    private struct Network: Decodable {
        enum CodingKeys: String, CodingKey, CaseIterable { case allow, certificates }
        var allow: [String]?
        var certificates: String?
    }

    private struct Log: Decodable {
        enum CodingKeys: String, CodingKey, CaseIterable { case level }
        var level: LogLevel?
    }

    private struct Kept: Decodable {
        enum CodingKeys: String, CodingKey, CaseIterable { case deliveries, deleted }
        var deliveries: DayCount?
        var deleted: DayCount?
    }

    public init(from decoder: any Decoder) throws {
        self.init()
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let text = try container.decodeIfPresent(String.self, forKey: .listen) {
            if let address = ListenAddress(text) {
                listen = address
            } else {
                try decoder.reportMistake("`\(text)` is no address: write host:port, as 127.0.0.1:8090", at: CodingKeys.listen)
            }
        }
        publicURL = try container.decodeIfPresent(String.self, forKey: .publicURL)
        if let publicURL, !publicURL.hasPrefix("https://"), !publicURL.hasPrefix("http://") {
            try decoder.reportMistake("`\(publicURL)` is no address: it begins with https://", at: CodingKeys.publicURL)
        }
        if let storage = try container.decodeIfPresent(String.self, forKey: .storage), storage != "sqlite" {
            try decoder.reportMistake(
                "this version keeps its data in SQLite: write `sqlite` or leave it out", at: CodingKeys.storage)
        }
        trustedProxies = try container.decodeIfPresent([String].self, forKey: .trustedProxies) ?? []
        let network = try container.decodeIfPresent(Network.self, forKey: .network)
        (allow, certificates) = (network?.allow ?? [], network?.certificates)
        if let certificates, !FileManager.default.isReadableFile(atPath: certificates) {
            try decoder.reportMistake(
                "there is no readable file `\(certificates)`: network.certificates is the whole path of a PEM file",
                at: CodingKeys.network)
        }
        let kept = try container.decodeIfPresent(Kept.self, forKey: .retention)
        if let days = kept?.deliveries { retention.deliveries = days.duration }
        if let days = kept?.deleted { retention.deleted = days.duration }
        keyFile = try container.decodeIfPresent(String.self, forKey: .keyFile)
        logLevel = try container.decodeIfPresent(Log.self, forKey: .log)?.level ?? .info
    }
}

/// A number of days as a file writes it: `30d`.
private struct DayCount: Decodable {
    let duration: Duration

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard text.hasSuffix("d"), let days = Int64(text.dropLast()), (1...36_500).contains(days) else {
            try decoder.reportMistake("`\(text)` is no number of days: write 30d")
            duration = .zero
            return
        }
        duration = .seconds(days * 86_400)
    }
}
