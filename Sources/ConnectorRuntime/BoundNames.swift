import ConnectorKit
import Expressions
import InboxModel

/// The values of `$settings`, `$secrets`, `$hook` and `$account` for one channel. Secrets are in `trusted` only, and the compiler
/// lets only trusted positions be evaluated with it.
struct BoundNames: Sendable {
    private let open: [String: JSON]
    private let trusted: [String: JSON]
    /// What must never be shown.
    let secrets: [String]

    init(_ manifest: CompiledManifest, _ binding: ChannelBinding) {
        var shown = JSONObject()
        var all = JSONObject()
        var secret = JSONObject()
        for (name, setting) in manifest.settings {
            let text = (setting.kind == .secret ? binding.secrets[name] : binding.settings[name]) ?? setting.defaultValue
            guard let text else { continue }
            let value = Self.value(text, setting.kind)
            all[name] = value
            if setting.kind == .secret { secret[name] = value } else { shown[name] = value }
        }
        var hook = JSONObject()
        if let way = binding.hook { (hook["url"], hook["secret"]) = (.string(way.url), .string(way.secret)) }
        let app = binding.app
        var open: [String: JSON] = ["settings": .object(shown), "app": Self.object(app?.values ?? [:])]
        // Secrets that the hmac functions may take as their key anywhere: the compiler lets them stand nowhere else.
        for (name, value) in secret.members {
            open[SealedKey.variable("settings", name)] = value
            open[SealedKey.variable("secrets", name)] = value
        }
        let ofApp = (app?.values ?? [:]).merging(app?.secrets ?? [:]) { $1 }
        for (name, value) in ofApp { open[SealedKey.variable("app", name)] = .string(value) }
        self.open = open
        trusted = [
            "settings": .object(all), "secrets": .object(secret), "hook": .object(hook),
            "app": Self.object(ofApp),
        ]
        secrets =
            Array(binding.secrets.values) + [binding.hook?.secret].compactMap { $0 } + (app?.secrets.values.map { $0 } ?? [])
    }

    /// Names for positions whose values may be shown, mapped or posted.
    func shown(_ account: JSON?, now: Timestamp, _ more: [String: JSON] = [:]) -> [String: JSON] {
        names(open, account, now, more)
    }

    /// Names for positions from which nothing gets out but to the platform itself.
    func trusted(_ account: JSON?, now: Timestamp, _ more: [String: JSON] = [:]) -> [String: JSON] {
        names(trusted, account, now, more)
    }

    private func names(
        _ start: [String: JSON], _ account: JSON?, _ now: Timestamp, _ more: [String: JSON]
    ) -> [String: JSON] {
        var names = start
        names["account"] = account
        names["now"] = .integer(now.seconds)
        return names.merging(more) { $1 }
    }

    private static func object(_ texts: [String: String]) -> JSON {
        .object(JSONObject(texts.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
    }

    private static func value(_ text: String, _ kind: Manifest.Setting.Kind) -> JSON {
        switch kind {
        case .bool: .bool(text == "true")
        case .int: Int64(text).map(JSON.integer) ?? .string(text)
        // A site's address is written with or without a slash behind it.
        case .url: .string(text.hasSuffix("/") ? String(text.dropLast()) : text)
        default: .string(text)
        }
    }
}
