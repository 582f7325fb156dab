import ConnectorKit
import InboxModel
import Synchronization

/// Keeps a channel within its platform's limits: the manifest's rates, and the pauses that answers ask for.
final class Pacer: Sendable {
    /// Longer waits are not slept through: the caller is told, and comes back.
    static let patience = Duration.seconds(10)

    private struct State {
        var buckets: [TokenBucket] = []
        var threads: [String: [TokenBucket]] = [:]
        var pausedUntil: Timestamp?
    }

    private let rates: [CompiledManifest.Rate]
    private let state = Mutex(State())

    /// - Parameter rates: of which those that are shared or begin anew at a time of day are `Budgets`' affair.
    init(_ rates: [CompiledManifest.Rate]) { self.rates = rates.filter { !$0.isBudget } }

    /// What a call has to do.
    enum Turn: Equatable {
        /// Go, after this long.
        case go(after: Duration)
        /// Too long to wait here: come back.
        case comeBack(after: Duration)
    }

    /// Takes a turn for a call, or says how long there is none.
    ///
    /// - Parameters:
    ///   - thread: the conversation a send is for; nil for calls that show up nowhere.
    ///   - cost: what the call takes of the rates.
    func turn(thread: String?, cost: Int = 1, now: Timestamp) -> Turn {
        state.withLock { state in
            if let until = state.pausedUntil {
                if until > now { return .comeBack(after: until - now) }
                state.pausedUntil = nil
            }
            prepare(&state, thread, now)
            var wait = Duration.zero
            for index in state.buckets.indices { wait = max(wait, state.buckets[index].wait(for: cost, now: now)) }
            if let thread {
                for index in state.threads[thread]!.indices { wait = max(wait, state.threads[thread]![index].wait(now: now)) }
            }
            guard wait <= Self.patience else { return .comeBack(after: wait) }
            for index in state.buckets.indices { state.buckets[index].take(cost) }
            if let thread { for index in state.threads[thread]!.indices { state.threads[thread]![index].take() } }
            return .go(after: wait)
        }
    }

    /// The platform wants no call before this.
    func pause(until moment: Timestamp) {
        state.withLock { $0.pausedUntil = max($0.pausedUntil ?? moment, moment) }
    }

    private func prepare(_ state: inout State, _ thread: String?, _ now: Timestamp) {
        if state.buckets.isEmpty {
            state.buckets = rates.filter { !$0.isPerThread }.map { TokenBucket(count: $0.count, span: $0.span, now: now) }
        }
        guard let thread, state.threads[thread] == nil else { return }
        // A conversation's bucket is full again long before so many others have had their turn.
        if state.threads.count >= 1_000 { state.threads.removeAll() }
        state.threads[thread] = rates.filter(\.isPerThread).map { TokenBucket(count: $0.count, span: $0.span, now: now) }
    }
}
