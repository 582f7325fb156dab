/// The connector.yaml of a connector that is part of the program: its settings form and nothing else. `compiled:` names it; what such
/// a connector reads and does stands in its Swift code.
public struct BuiltInManifest: Decodable, Sendable {
    /// The connectors the program brings along.
    public enum Connector: String, Decodable, CaseIterable, Sendable {
        /// IMAP and SMTP: `MailConnector`.
        case mail
    }

    public var title: String
    public var version: String
    public var docs: String?
    public var connector: Connector
    public var settings: Ordered<Manifest.Setting>

    enum CodingKeys: String, CodingKey, CaseIterable {
        case manifest, version, title, docs, settings
        case connector = "compiled"
    }

    public init(from decoder: any Decoder) throws {
        let map = try decoder.container(keyedBy: CodingKeys.self)
        let language = try map.decode(Int.self, forKey: .manifest)
        if language != 1 { decoder.report("this program speaks version 1 of the language, not \(language)", atKey: "manifest") }
        title = try map.decode(String.self, forKey: .title)
        version = try map.decode(String.self, forKey: .version)
        docs = try map.decodeIfPresent(String.self, forKey: .docs)
        connector = try map.decode(Connector.self, forKey: .connector)
        settings = try map.decode(Ordered<Manifest.Setting>.self, forKey: .settings)
    }

    /// Whether a connector.yaml is of this kind: it has the key `compiled` at its left edge.
    public static func isMeant(by text: [UInt8]) -> Bool {
        text.split(separator: 10).contains { $0.starts(with: "compiled:".utf8) }
    }
}
