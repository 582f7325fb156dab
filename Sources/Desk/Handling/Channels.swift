public import InboxModel
import Storage

extension Desk {
    /// Brings the store's channels in line with what Config declares: new ones are made, renamed ones keep their history, those no
    /// longer named are retired. Returns the declared ones in their order.
    public func declare(_ channels: [DeclaredChannel]) async throws -> [Channel] {
        let (ids, now) = (ids, now())
        return try await change { transaction in
            var stored = Dictionary(uniqueKeysWithValues: try transaction.channels().map { ($0.name, $0) })
            let declared = try channels.map { wanted in
                let known =
                    stored.removeValue(forKey: wanted.name) ?? wanted.formerName.flatMap { stored.removeValue(forKey: $0) }
                var channel =
                    known
                    ?? Channel(
                        id: ids.make(at: now), name: wanted.name, connector: wanted.connector, space: wanted.space,
                        health: ChannelHealth(state: .unknown, since: now))
                (channel.name, channel.connector, channel.space) = (wanted.name, wanted.connector, wanted.space)
                channel.retiredAt = nil
                if channel != known { try transaction.save(channel) }
                return channel
            }
            for var gone in stored.values where gone.retiredAt == nil {
                gone.retiredAt = now
                try transaction.save(gone)
            }
            return declared
        }
    }

    /// Writes a channel's health if its state or its reason changed; true if so. The last success is noted either way.
    public func note(_ health: ChannelHealth, of id: ChannelID) async throws -> Bool {
        try await change { transaction in
            guard var channel = try transaction.channel(id) else { return false }
            let known = channel.health
            if let at = health.lastSuccessAt { try transaction.touch(id, lastSuccessAt: at) }
            guard known.state != health.state || known.reason != health.reason else { return false }
            channel.health = health
            channel.health.since = known.state == health.state ? known.since : health.since
            channel.health.lastSuccessAt = health.lastSuccessAt ?? known.lastSuccessAt
            channel.health.newestItemAt = known.newestItemAt
            try transaction.save(channel)
            guard known.state != health.state else { return false }
            try transaction.record(
                Event(
                    .channelChanged, at: health.since, channel: id,
                    detail: ["from": known.state.rawValue, "to": health.state.rawValue]))
            return true
        }
    }

    /// Notes who we are on the platform.
    public func note(account: String, name: String?, of id: ChannelID) async throws {
        try await change { transaction in
            guard var channel = try transaction.channel(id), channel.accountID != account || channel.accountName != name else {
                return
            }
            (channel.accountID, channel.accountName) = (account, name)
            try transaction.save(channel)
        }
    }

    /// Pauses a channel: it neither polls nor sends until it is resumed; webhook deliveries are journalled meanwhile.
    public func pause(_ id: ChannelID, _ isPaused: Bool, by user: User) async throws -> Channel {
        let now = now()
        return try await change { transaction in
            guard var channel = try transaction.channel(id) else {
                throw DeskFailure(.notFound, "There is no such channel.", advice: "See the list of channels.")
            }
            guard channel.isPaused != isPaused else { return channel }
            channel.isPaused = isPaused
            channel.health = ChannelHealth(
                state: isPaused ? .paused : .unknown, since: now, lastSuccessAt: channel.health.lastSuccessAt,
                newestItemAt: channel.health.newestItemAt)
            try transaction.save(channel)
            try transaction.record(
                Event(.channelChanged, at: now, channel: id, user: user.id, detail: ["to": channel.health.state.rawValue]))
            return channel
        }
    }
}

/// A channel as Config declares it.
public struct DeclaredChannel: Sendable, Hashable {
    public var name: String
    public var connector: String
    public var formerName: String?
    public var space: IdentitySpace

    public init(name: String, connector: String, formerName: String? = nil, space: IdentitySpace) {
        (self.name, self.connector, self.formerName, self.space) = (name, connector, formerName, space)
    }
}
