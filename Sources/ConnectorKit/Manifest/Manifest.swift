/// A connector as its author wrote it: connector.yaml, decoded and not yet compiled. See `ManifestCompiler`.
///
/// Words that the language knows and this version does not are reported as "not supported yet"; other words with the nearest valid one.
public struct Manifest: Decodable, Sendable {
    public var title: String
    public var version: String
    public var docs: String?
    /// The part of the program that does the work: the manifest is then its settings form and nothing else.
    public var compiled: Compiled?
    public var settings: Ordered<Setting>
    /// A program and its arguments.
    var program: [Located<String>]
    /// What an installation holds at the platform for all its channels: `Config/apps.yaml` fills it in.
    public var app: Ordered<Setting>
    var define: Ordered<WrittenExpression>
    var base: WrittenText
    var hosts: [WrittenTemplate]
    var auth: Auth?
    var account: Account?
    var people: People
    var streams: Ordered<Stream>
    var profile: Profile?
    var posts: Posts?
    var webhook: Webhook?
    var download: Download?
    var actions: Ordered<OneOrMore<Action>>
    var limits: Limits?
    var errors: Errors?

    /// Where ids of authors are unique.
    public enum People: String, Decodable, CaseIterable, Sendable { case channel, host, platform }

    /// The connectors the program brings along.
    public enum Compiled: String, Decodable, CaseIterable, Sendable {
        /// IMAP and SMTP: `MailConnector`.
        case mail
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case manifest, version, title, docs, compiled, settings, app, define, http, hosts, auth, account, profile, posts,
            people, streams,
            webhook, download, actions, limits, errors, run
    }

    private struct Address: Decodable {
        var base: WrittenText

        enum CodingKeys: String, CodingKey, CaseIterable { case base }

        init(from decoder: any Decoder) throws {
            base = try decoder.container(keyedBy: CodingKeys.self).decode(Text.self, forKey: .base).text
        }
    }

    private struct Text: Decodable {
        var text: WrittenText
        init(from decoder: any Decoder) throws { text = try WrittenText(decoder) }
    }

    public init(from decoder: any Decoder) throws {
        let map = try decoder.container(keyedBy: CodingKeys.self)
        let language = try map.decode(Int.self, forKey: .manifest)
        if language != 1 { decoder.report("this program speaks version 1 of the language, not \(language)", atKey: "manifest") }
        title = try map.decode(String.self, forKey: .title)
        version = try map.decode(String.self, forKey: .version)
        docs = try map.decodeIfPresent(String.self, forKey: .docs)
        settings = try map.decodeIfPresent(Ordered<Setting>.self, forKey: .settings) ?? Ordered()
        app = try map.decodeIfPresent(Ordered<Setting>.self, forKey: .app) ?? Ordered()
        define = try map.decodeIfPresent(Ordered<WrittenExpression>.self, forKey: .define) ?? Ordered()
        compiled = try map.decodeIfPresent(Compiled.self, forKey: .compiled)
        base = map.contains(.compiled) ? WrittenText("", at: decoder.place) : try map.decode(Address.self, forKey: .http).base
        hosts = try map.decodeIfPresent([WrittenTemplate].self, forKey: .hosts) ?? []
        auth = try map.decodeIfPresent(Auth.self, forKey: .auth)
        account = try map.decodeIfPresent(Account.self, forKey: .account)
        people = try map.decodeIfPresent(People.self, forKey: .people) ?? .channel
        streams = try map.decodeIfPresent(Ordered<Stream>.self, forKey: .streams) ?? Ordered()
        profile = try map.decodeIfPresent(Profile.self, forKey: .profile)
        posts = try map.decodeIfPresent(Posts.self, forKey: .posts)
        webhook = try map.decodeIfPresent(Webhook.self, forKey: .webhook)
        download = try map.decodeIfPresent(Download.self, forKey: .download)
        actions = try map.decodeIfPresent(Ordered<OneOrMore<Action>>.self, forKey: .actions) ?? Ordered()
        limits = try map.decodeIfPresent(Limits.self, forKey: .limits)
        errors = try map.decodeIfPresent(Errors.self, forKey: .errors)
        program = try map.decodeIfPresent([Located<String>].self, forKey: .run) ?? []
        guard map.contains(.compiled) else { return }
        let form: [CodingKeys] = [.manifest, .version, .title, .docs, .compiled, .settings]
        for key in map.allKeys where !form.contains(key) {
            decoder.report(
                "`\(key.rawValue)` has no place beside `compiled`: the manifest is a settings form only", atKey: key.rawValue)
        }
    }
}

/// One value, or a list of them.
struct OneOrMore<Value: Decodable & Sendable>: Decodable, Sendable {
    var values: [Value]

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        values = decoder.shape == .list ? try container.decode([Value].self) : [try container.decode(Value.self)]
    }
}
