import ConnectorKit
import Desk
import InboxModel
import Storage

// The loops of one channel.

extension StellwerkService {
    /// Polls of each of its streams. They end by themselves once the channel is retired.
    func startPolls(of active: ActiveChannel, in group: inout DiscardingTaskGroup) {
        guard let intake = intake(of: active) else { return }
        for plan in active.connector.profile.streams where !(plan.restsWithWebhook && isPublic) {
            let loop = PollLoop(active: active, plan: plan, intake: intake, chronicle: chronicle, isOn: isOn(active))
            group.addTask { await loop.run() }
        }
    }

    /// All others: they can be ended at any moment and begin again where they stood.
    func startLoops(beside active: ActiveChannel, in group: inout DiscardingTaskGroup) {
        guard let channel = row(of: active), let intake = intake(of: active) else { return }
        let reader = DeliveryReader(
            channel: channel, active: active, journal: journal, desk: desk, chronicle: chronicle, now: setup.now)
        group.addTask { try? await reader.run() }
        group.addTask { await SignInLoop(active: active, desk: self.desk, journal: self.journal).run() }
        let lookups = LookupLoop(channel: channel, active: active, desk: desk, chronicle: chronicle, now: setup.now)
        group.addTask { await lookups.run() }
        for plan in active.connector.profile.streams where plan.isLive {
            let loop = LiveLoop(
                active: active, stream: plan.name, intake: intake, chronicle: chronicle, isOn: isOn(active))
            group.addTask { await loop.run() }
        }
        startHookLoops(of: active, intake, in: &group)
    }

    private func startHookLoops(of active: ActiveChannel, _ intake: ChannelIntake, in group: inout DiscardingTaskGroup) {
        guard let plan = active.connector.profile.hook else { return }
        let loop = HookLoop(active: active, plan: plan, intake: intake, now: setup.now, isOn: isOn(active))
        group.addTask { await loop.run() }
        guard plan.readsKeys, active.app == nil else { return }
        let keys = KeyLoop(connector: active.connector, bell: active.keyBell) { await active.healthKeeper.failed($0) }
        group.addTask { await keys.run() }
    }

    private func row(of active: ActiveChannel) -> Channel? { roster.first { $0.channel.id == active.id }?.channel }

    private func intake(of active: ActiveChannel) -> ChannelIntake? {
        row(of: active).map { channel in
            ChannelIntake(
                channel: channel, version: active.connector.profile.version, journal: journal, desk: desk,
                ids: IdentifierSource(), chronicle: chronicle, now: setup.now)
        }
    }

    private func isOn(_ active: ActiveChannel) -> @Sendable () async -> Bool {
        { [desk, id = active.id] in
            let row = try? await desk.store.read { try $0.channel(id) }
            return row.map { !$0.isPaused && $0.retiredAt == nil } ?? true
        }
    }
}
