import ConnectorKit
import InboxModel
import Storage

/// Who answers for an address that platforms call: a channel, or an app with all its channels.
protocol HookMinder: Sendable {
    var name: String { get }
    var connector: any Connector { get }
    var hook: HookAddress { get }
    /// Rung when verification needs the platform's public keys.
    var keyBell: Bell { get }
    /// Whether calls are taken at this address at all.
    var isServing: Bool { get }

    /// Whose a verified delivery is.
    func parts(of delivery: RawDelivery, _ board: ChannelBoard) -> [DeliveryPart]
}

/// A delivery, or the part of one that a channel shall read.
struct DeliveryPart: Sendable {
    enum Owner: Sendable {
        case channel(ActiveChannel)
        /// No channel of the app has this account: it is kept until one does.
        case nobody(app: String, account: String)
    }

    let owner: Owner
    let delivery: RawDelivery
}

extension ActiveChannel: HookMinder {
    /// A channel reached through an app has no address of its own.
    var isServing: Bool { app == nil }

    func parts(of delivery: RawDelivery, _ board: ChannelBoard) -> [DeliveryPart] {
        [DeliveryPart(owner: .channel(self), delivery: delivery)]
    }
}

/// An app at work: what verifies the calls to its one address before anybody knows whose they are.
final class ActiveApp: HookMinder {
    /// Its name in apps.yaml.
    let name: String
    let connector: any Connector
    let hook: HookAddress
    let keyBell = Bell()
    var isServing: Bool { true }

    init(_ name: String, connector: any Connector, hook: HookAddress) {
        (self.name, self.connector, self.hook) = (name, connector, hook)
    }

    func parts(of delivery: RawDelivery, _ board: ChannelBoard) -> [DeliveryPart] {
        connector.shares(of: delivery).flatMap { share in
            let owners = board.channels(of: name, account: share.account).map(DeliveryPart.Owner.channel)
            return (owners.isEmpty ? [.nobody(app: name, account: share.account)] : owners).map {
                DeliveryPart(owner: $0, delivery: share.delivery)
            }
        }
    }
}

extension JournalEntry {
    init(_ part: DeliveryPart, _ id: DeliveryID) {
        let delivery = part.delivery
        switch part.owner {
        case .channel(let active):
            self.init(
                id: id, channel: active.id, origin: "webhook", stream: delivery.stream?.rawValue, headers: delivery.headers,
                context: delivery.context, body: delivery.body, receivedAt: delivery.receivedAt)
        case .nobody(let app, _):
            self.init(
                unclaimed: id, app: app, headers: delivery.headers, context: delivery.context, body: delivery.body,
                receivedAt: delivery.receivedAt)
        }
    }
}
