import Synchronization

/// Lets one change of what runs follow the other: two at once would put back what the first has replaced.
final class ReloadLane: Sendable {
    private let last = Mutex<Task<Void, Never>?>(nil)

    /// Runs a change after all that were asked for before it.
    func run(_ change: @escaping @Sendable () async -> Void) async {
        let task = last.withLock { last in
            let before = last
            let task = Task {
                await before?.value
                await change()
            }
            last = task
            return task
        }
        await task.value
    }
}
