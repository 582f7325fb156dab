import ConnectorKit
import InboxModel

/// What `Config/channels.yaml` says of one channel.
public struct ChannelSettings: Sendable, Equatable {
    public var name: String
    /// The connector's folder name.
    public var connector: String
    /// The app in `apps.yaml` whose credentials it uses.
    public var app: String?
    /// The account it is, where one sign-in gives several.
    public var account: String?
    /// The sign-in it shares with other channels; nil: one of its own.
    public var grant: String?
    /// The values of the connector's settings form, as written; secrets are references.
    public var settings: [String: String]
    /// Literal bases sent elsewhere, only to addresses in `network.allow`: tests and demo.
    public var origins: [String: String]
    /// Its name before.
    public var formerName: String?
    /// Where it stands in its file, for messages: `Config/channels.yaml:12`.
    public var place: String

    public init(
        name: String, connector: String, settings: [String: String], origins: [String: String] = [:], place: String = ""
    ) {
        (self.name, self.connector, self.app, self.settings) = (name, connector, nil, settings)
        (self.origins, self.formerName, self.place) = (origins, nil, place)
    }
}

/// The whole of `channels.yaml`: channels by name, in the file's order.
struct ChannelsFile: Decodable {
    var channels: [ChannelSettings] = []

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private struct Entry: Decodable {
        enum CodingKeys: String, CodingKey, CaseIterable { case connector, app, account, grant, settings, origins, was }
        var connector: String
        var app: String?
        var account: String?
        var grant: String?
        var settings: [String: String]?
        var origins: [String: String]?
        var was: String?
        var line = 0

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            connector = try container.decode(String.self, forKey: .connector)
            app = try container.decodeIfPresent(String.self, forKey: .app)
            account = try container.decodeIfPresent(String.self, forKey: .account)
            grant = try container.decodeIfPresent(String.self, forKey: .grant)
            settings = try container.decodeIfPresent([String: String].self, forKey: .settings)
            origins = try container.decodeIfPresent([String: String].self, forKey: .origins)
            was = try container.decodeIfPresent(String.self, forKey: .was)
            line = decoder.userInfo[CodingUserInfoKey(rawValue: "source.line")!] as? Int ?? 0
        }
    }

    init() {}

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Name.self)
        let file = decoder.userInfo[CodingUserInfoKey(rawValue: "source.file")!] as? String ?? "channels.yaml"
        for key in container.allKeys {
            guard Self.isName(key.stringValue) else {
                try decoder.reportMistake(
                    "`\(key.stringValue)` is no channel name: use small letters, digits, `-` and `.`", at: key)
                continue
            }
            let entry = try container.decode(Entry.self, forKey: key)
            var channel = ChannelSettings(
                name: key.stringValue, connector: entry.connector, settings: entry.settings ?? [:],
                origins: entry.origins ?? [:], place: "\(file):\(entry.line)")
            (channel.app, channel.formerName) = (entry.app, entry.was)
            (channel.account, channel.grant) = (entry.account, entry.grant)
            channels.append(channel)
        }
    }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 64
            && text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 46 || $0 == 95 }
    }
}

/// What `Config/apps.yaml` says of one platform app that channels share.
public struct AppSettings: Sendable, Decodable {
    public var connector: String
    /// Every other key, as written; secrets are references.
    public var values: [String: String]

    public init(from decoder: any Decoder) throws {
        var values = try [String: String](from: decoder)
        connector = values.removeValue(forKey: "connector") ?? ""
        self.values = values
    }
}
