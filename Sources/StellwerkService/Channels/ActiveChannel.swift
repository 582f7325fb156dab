import ConnectorKit
import ConnectorRuntime
import InboxModel
import Synchronization

/// A channel at work: its row, its connector bound to settings and secrets, and the bells of its loops.
final class ActiveChannel: Sendable {
    let id: ChannelID
    let name: String
    let title: String
    let connector: any Connector
    let hook: HookAddress
    /// The app whose address brings its deliveries; nil where it has one of its own.
    let app: String?
    /// Rung for an unread delivery.
    let deliveryBell = Bell()
    /// Rung to poll a stream now.
    let pollBells: [StreamName: Bell]
    /// Rung when something came of which more may be asked.
    let lookupBell = Bell()
    let pokeBrake = PokeBrake()
    /// Rung when something about the webhook may have changed: signed in, paused, resumed.
    let hookBell = Bell()
    let keyBell = Bell()
    let healthKeeper: HealthKeeper
    /// Streams whose live line stands.
    let openLines = OpenLines()
    /// The folder of its connector.
    let connectorName: String
    /// What it was made of: another reading of Config that comes to the same changes nothing.
    let material: ChannelMaterial
    private let retirement = AsyncStream.makeStream(of: Void.self)
    private let retired = Atomic(false)
    private let signedInAs: Mutex<String?>

    init(
        _ channel: Channel, connector: any Connector, hook: HookAddress, app: String? = nil, material: ChannelMaterial,
        health: HealthKeeper
    ) {
        self.material = material
        (id, name, self.connector, self.hook, self.app) = (channel.id, channel.name, connector, hook, app)
        connectorName = channel.connector
        signedInAs = Mutex(channel.accountID)
        title = connector.profile.title
        pollBells = Dictionary(uniqueKeysWithValues: connector.profile.streams.map { ($0.name, Bell()) })
        healthKeeper = health
    }

    /// Whether another has taken its place: what is under way ends, nothing new begins.
    var isRetired: Bool { retired.load(ordering: .acquiring) }

    func retire() {
        retired.store(true, ordering: .releasing)
        retirement.continuation.finish()
        pollNow()
    }

    /// Returns when it is retired, or when the task is cancelled.
    func untilRetired() async { for await _ in retirement.stream {} }

    var abilities: [Ability] { connector.profile.abilities }

    func pollNow() {
        pollBells.values.forEach { $0.ring() }
        hookBell.ring()
    }

    /// A push without content asks to poll a stream.
    func poke(_ stream: StreamName) {
        pokeBrake.poke(stream)
        pollBells[stream]?.ring()
    }

    /// The account on the platform; nil until it is known.
    var account: String? { signedInAs.withLock { $0 } }

    func signedIn(as account: String) {
        signedInAs.withLock { $0 = account }
        hookBell.ring()
    }
}

/// A channel's settings with every reference resolved, and its app's credentials.
struct ChannelMaterial: Sendable, Equatable {
    var settings: ChannelSettings
    var form: ChannelForms.Form
    var app: AppCredentials?

    /// Where it stands in its file is no part of it.
    init(_ settings: ChannelSettings, _ form: ChannelForms.Form, app: AppCredentials?) {
        (self.settings, self.form, self.app) = (settings, form, app)
        self.settings.place = ""
    }
}

/// Where a platform delivers to, and the secret it proves itself with. Both are derived from the key file, so they outlive
/// restarts without being stored.
struct HookAddress: Sendable, Hashable {
    /// 128 bits in the path.
    var key: String
    var secret: String
    /// The full address; signatures may cover it.
    var url: String
    /// Whether platforms can reach it: only then are they told of it.
    var isReachable: Bool

    /// What is registered with the platform; nil where it could not reach us anyway.
    var registered: String? { isReachable ? url : nil }
}

/// The channels at work, by id and by name.
final class ChannelBoard: Sendable {
    private let channels = Mutex<[ChannelID: ActiveChannel]>([:])
    private let apps = Mutex<[String: ActiveApp]>([:])

    subscript(id: ChannelID) -> ActiveChannel? { channels.withLock { $0[id] } }

    subscript(name: String) -> ActiveChannel? { channels.withLock { $0.values.first { $0.name == name } } }

    var all: [ActiveChannel] { channels.withLock { $0.values.sorted { $0.name < $1.name } } }

    func put(_ channel: ActiveChannel) { channels.withLock { $0[channel.id] = channel } }

    /// Puts a channel in its predecessor's place.
    func replace(_ channel: ActiveChannel) {
        let old = channels.withLock { channels in
            defer { channels[channel.id] = channel }
            return channels[channel.id]
        }
        old?.retire()
    }

    func remove(_ channel: ActiveChannel) {
        channels.withLock { $0[channel.id] = nil }
        channel.retire()
    }

    // MARK: Apps

    func app(_ name: String) -> ActiveApp? { apps.withLock { $0[name] } }

    var allApps: [ActiveApp] { apps.withLock { $0.values.sorted { $0.name < $1.name } } }

    func remove(_ app: ActiveApp) { apps.withLock { $0[app.name] = nil } }

    func put(_ app: ActiveApp) { apps.withLock { $0[app.name] = app } }

    /// The channels of an app that have this account.
    func channels(of app: String, account: String) -> [ActiveChannel] {
        channels.withLock { channels in
            channels.values.filter { $0.app == app && $0.account == account && !account.isEmpty }
        }
    }
}
