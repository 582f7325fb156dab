import ConnectorKit
import ConnectorRuntime
import Cryptography
import CurlHTTP
import Expressions
import HTTPCore
import InboxModel
import MailConnector

/// Makes connectors out of what Config says of a channel: binds its settings and secrets to the connector and the one guarded client.
struct ChannelMaker {
    let forms: ChannelForms
    let http: any HTTPClient
    let network: MailSettings
    let key: FileKey
    let publicURL: String
    /// The operator has said by which address platforms reach us.
    let isPublic: Bool
    let chronicle: Chronicle
    let budgets: Budgets
    let now: @Sendable () -> Timestamp

    /// The identity space of a channel: its account unless the manifest widens it.
    func space(of channel: ChannelSettings) -> IdentitySpace {
        switch forms.library.shelves[channel.connector]?.manifest?.people {
        case .platform: IdentitySpace(channel.connector)
        case .host: IdentitySpace("\(channel.connector) \(host(of: channel) ?? channel.name)")
        case .channel, nil: IdentitySpace("channel \(channel.name)")
        }
    }

    /// The server a channel lives on: what its settings name first.
    private func host(of channel: ChannelSettings) -> String? {
        let settings = forms.library.shelves[channel.connector]?.manifest?.settings ?? []
        return settings.first { $0.setting.kind == .host || $0.setting.kind == .url }.flatMap {
            channel.settings[$0.name] ?? $0.setting.defaultValue
        }
    }

    /// The connector of a channel, bound to all it needs.
    func connector(for channel: Channel, _ settings: ChannelSettings, _ form: ChannelForms.Form, hook: HookAddress) throws
        -> any Connector
    {
        guard let manifest = forms.library.shelves[settings.connector]?.manifest else { throw forms.missingConnector(settings) }
        chronicle.keepSecret(Array(form.secrets.values) + [hook.secret, hook.key])
        if manifest.compiled == .mail {
            let account = try MailAccount(form.settings.merging(form.secrets) { $1 })
            return MailConnector(
                account: account, network: network, secret: key.derived(for: "message-id"), version: manifest.version, now: now)
        }
        let binding = ChannelBinding(
            name: channel.name, settings: form.settings, secrets: form.secrets,
            hook: ChannelBinding.Hook(url: hook.url, secret: hook.secret), origins: settings.origins,
            account: channel.accountID.map { RemoteAccount(id: $0, name: channel.accountName) })
        return ManifestConnector(manifest, binding: binding, client: http, clock: ContinuousClock(), budgets: budgets, now: now)
    }

    /// Where the platform delivers a channel's webhooks.
    func hook(of channel: Channel) -> HookAddress {
        let key = Base64.url.encode(key.derived(for: "hook key \(channel.id)").prefix(16).map { $0 })
        let secret = Base64.url.encode(self.key.derived(for: "hook secret \(channel.id)"))
        return HookAddress(
            key: key, secret: secret, url: "\(publicURL)\(WebhookDoor.prefix)\(channel.name)/\(key)", isReachable: isPublic)
    }
}
