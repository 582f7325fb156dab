import ConnectorKit
import InboxModel
import Synchronization

/// A channel at work: its row, its connector bound to settings and secrets, and the bells of its loops.
final class ActiveChannel: Sendable {
    let id: ChannelID
    let name: String
    let title: String
    let connector: any Connector
    let hook: HookAddress
    /// Rung for an unread delivery.
    let deliveryBell = Bell()
    /// Rung to poll a stream now.
    let pollBells: [StreamName: Bell]
    /// Rung when something came of which more may be asked.
    let lookupBell = Bell()
    let healthKeeper: HealthKeeper

    init(_ channel: Channel, connector: any Connector, hook: HookAddress, health: HealthKeeper) {
        (id, name, self.connector, self.hook) = (channel.id, channel.name, connector, hook)
        title = connector.profile.title
        pollBells = Dictionary(uniqueKeysWithValues: connector.profile.streams.map { ($0.name, Bell()) })
        healthKeeper = health
    }

    var abilities: [Ability] { connector.profile.abilities }

    func pollNow() { pollBells.values.forEach { $0.ring() } }
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

    subscript(id: ChannelID) -> ActiveChannel? { channels.withLock { $0[id] } }

    subscript(name: String) -> ActiveChannel? { channels.withLock { $0.values.first { $0.name == name } } }

    var all: [ActiveChannel] { channels.withLock { $0.values.sorted { $0.name < $1.name } } }

    func put(_ channel: ActiveChannel) { channels.withLock { $0[channel.id] = channel } }
}
