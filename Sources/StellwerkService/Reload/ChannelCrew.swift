import ConnectorKit
import InboxModel

/// All that works for one channel. When its connector or its settings are replaced, what was begun ends with the old ones; then the
/// successor's loops start.
struct ChannelCrew {
    let service: StellwerkService
    let id: ChannelID

    func run() async {
        var last: ActiveChannel?
        while !Task.isCancelled, let active = service.board[id], active !== last {
            await work(for: active)
            last = active
        }
        if let last, !Task.isCancelled { await leave(last) }
    }

    /// A channel that Config no longer names is not called any more.
    private func leave(_ active: ActiveChannel) async {
        guard service.board[id] == nil, active.connector.profile.hook != nil, let address = active.hook.registered else {
            return
        }
        do throws(ConnectorFailure) {
            try await active.connector.unsubscribe(from: address)
        } catch {
            service.chronicle.note(.hookLeft(channel: active.name, reason: error.message))
        }
    }

    private func work(for active: ActiveChannel) async {
        async let polls: Void = poll(active)
        await withDiscardingTaskGroup { group in
            service.startLoops(beside: active, in: &group)
            await active.untilRetired()
            // Each of them begins again where it stood: the journal and the store know.
            group.cancelAll()
        }
        // A poll under way is heard to its end: it holds a page that is not stored yet.
        await polls
    }

    private func poll(_ active: ActiveChannel) async {
        await withDiscardingTaskGroup { group in service.startPolls(of: active, in: &group) }
    }
}
