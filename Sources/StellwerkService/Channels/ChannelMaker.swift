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
    var forms: ChannelForms
    let http: any HTTPClient
    let network: MailSettings
    let key: FileKey
    let publicURL: String
    /// The operator has said by which address platforms reach us.
    let isPublic: Bool
    let chronicle: Chronicle
    let budgets: Budgets
    let grants: GrantShelf
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
    func connector(
        for channel: Channel, _ settings: ChannelSettings, _ form: ChannelForms.Form, hook: HookAddress,
        app: AppCredentials? = nil
    ) throws -> any Connector {
        guard let manifest = forms.library.shelves[settings.connector]?.manifest else { throw forms.missingConnector(settings) }
        chronicle.keepSecret(Array(form.secrets.values) + [hook.secret, hook.key])
        if manifest.compiled == .mail {
            let account = try MailAccount(form.settings.merging(form.secrets) { $1 })
            return MailConnector(
                account: account, network: network, secret: key.derived(for: "message-id"), version: manifest.version, now: now)
        }
        var binding = ChannelBinding(
            name: channel.name, settings: form.settings, secrets: form.secrets,
            hook: ChannelBinding.Hook(url: hook.url, secret: hook.secret), origins: settings.origins,
            account: channel.accountID.map { RemoteAccount(id: $0, name: channel.accountName) })
        binding.app = app
        binding.wantedAccount = settings.account
        if manifest.auth.signIn?.hasToken == true {
            // A token never goes to another platform, and a channel keeps its own when it is renamed.
            binding.tokens = grants.keeper(
                "\(settings.connector) \(settings.grant.map { "grant \($0)" } ?? "channel \(channel.id)")")
        }
        return ManifestConnector(
            manifest, binding: binding, client: http, clock: ContinuousClock(), budgets: budgets,
            programs: programs(of: settings.connector), now: now)
    }

    /// Runs the program in a connector's folder.
    private func programs(of connector: String) -> ProgramRunner? {
        forms.library.shelves[connector].map { shelf in
            ProgramRunner(folder: shelf.path.hasSuffix("/connector.yaml") ? String(shelf.path.dropLast(15)) : shelf.path)
        }
    }

    /// Where the platform delivers a channel's webhooks.
    func hook(of channel: Channel) -> HookAddress {
        hook(channel.id.description, path: channel.name)
    }

    private func hook(_ purpose: String, path: String) -> HookAddress {
        let key = Base64.url.encode(key.derived(for: "hook key \(purpose)").prefix(16).map { $0 })
        let secret = Base64.url.encode(self.key.derived(for: "hook secret \(purpose)"))
        return HookAddress(
            key: key, secret: secret, url: "\(publicURL)\(WebhookDoor.prefix)\(path)/\(key)", isReachable: isPublic)
    }

    // MARK: Apps

    /// An app of apps.yaml with its credentials.
    struct App {
        var connector: String
        var credentials: AppCredentials
        var name: String { credentials.name }
    }

    /// The apps that Config names; every mistake among them.
    func apps(_ settings: [String: AppSettings]) -> (apps: [String: App], problems: [String]) {
        var apps: [String: App] = [:]
        var problems: [String] = []
        for (name, written) in settings {
            do throws(SettingsProblem) {
                let credentials = try written.credentials(named: name, environment: forms.environment)
                chronicle.keepSecret(Array(credentials.secrets.values))
                apps[name] = App(connector: written.connector, credentials: credentials)
            } catch {
                problems.append(error.description)
            }
        }
        return (apps, problems)
    }

    /// Whether a channel's deliveries come to the address of its app.
    func isAppWide(_ settings: ChannelSettings) -> Bool {
        forms.library.shelves[settings.connector]?.manifest?.webhook?.isAppWide == true
    }

    /// What minds the address of an app; nil where its connector gives every channel an address of its own.
    func active(_ app: App) -> ActiveApp? {
        guard let manifest = forms.library.shelves[app.connector]?.manifest, manifest.webhook?.isAppWide == true else {
            return nil
        }
        let hook = hook(ofApp: app.name)
        chronicle.keepSecret([hook.secret, hook.key])
        var binding = ChannelBinding(
            name: "app \(app.name)", hook: ChannelBinding.Hook(url: hook.url, secret: hook.secret))
        binding.app = app.credentials
        let connector = ManifestConnector(manifest, binding: binding, client: http, clock: ContinuousClock(), now: now)
        return ActiveApp(app.name, connector: connector, hook: hook)
    }

    /// Where the platform delivers the webhooks of all channels of an app.
    func hook(ofApp name: String) -> HookAddress { hook("of app \(name)", path: "\(WebhookDoor.appWord)/\(name)") }
}
