import SQLCore
import SQLiteEngine
import Synchronization
import TestSupport

/// Keeps what the engine told.
final class Observations: Sendable {
    private let kept = Mutex<[SQLiteObservation]>([])

    func keep(_ observation: SQLiteObservation) { kept.withLock { $0.append(observation) } }

    var all: [SQLiteObservation] { kept.withLock { $0 } }

    /// The sizes of the groups that became durable, in order.
    var groups: [Int] { all.compactMap { if case .committed(let bodies, _, _) = $0 { bodies } else { nil } } }

    /// How many bodies were run again, each time.
    var runAgain: [Int] { all.compactMap { if case .runAgain(let bodies) = $0 { bodies } else { nil } } }
}

/// Values heard on another thread.
final class Observed<Value: Sendable>: Sendable {
    private let kept = Mutex<[Value]>([])

    func keep(_ value: Value) { kept.withLock { $0.append(value) } }

    var all: [Value] { kept.withLock { $0 } }
}
