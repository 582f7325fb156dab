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
