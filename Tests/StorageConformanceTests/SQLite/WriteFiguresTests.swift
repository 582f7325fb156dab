import FoundationEssentials
import SQLCore
import Synchronization
import TestSupport
import Testing

@testable import SQLiteEngine

/// How fast writes become durable. Prints figures; runs only when asked for, and means something in a release build:
/// `STELLWERK_FIGURES=1 swift test -c release -Xswiftc -enable-testing --filter WriteFiguresTests`
@Suite(.enabled(if: ProcessInfo.processInfo.environment["STELLWERK_FIGURES"] != nil), .serialized)
struct WriteFiguresTests {
    private let store: SQLiteStore
    private let clock = SuspendingClock()
    private static let text = String(repeating: "Wie lange dauert das noch? ", count: 40)

    init() async throws {
        store = try await SQLiteStore { $0.fileSystem = nil }
        try await store.database.write { session in
            try session.script(
                """
                create table item (id integer primary key, channel integer not null, remote text not null, thread integer not null,
                    at integer not null, body text not null) strict;
                create unique index item_remote on item (channel, remote);
                create index item_thread on item (thread, at);
                create index item_at on item (at);
                """)
        }
    }

    fileprivate static func add(_ number: Int, to session: any SQLSession) throws {
        try session.run(
            "insert into item (id, channel, remote, thread, at, body) values ($1, $2, $3, $4, $5, $6)",
            [
                .integer(Int64(number)), .integer(Int64(number % 7)), .text("remote-\(number)"), .integer(Int64(number / 5)),
                .integer(Int64(number) * 977), .text(text),
            ])
    }

    @Test func `waiting writers share a commit and are several times as fast as one after the other`() async throws {
        let alone = try await latencies(writers: 1, each: 8_000, from: 0)
        let together = try await latencies(writers: 64, each: 1_500, from: 100_000)
        report("one per commit", alone)
        report("64 tasks", together)
        #expect(together.perSecond > 2 * alone.perSecond)
    }

    @Test func `callers without a task fill whole groups`() async throws {
        let (count, connections) = (100_000, 400)
        let start = clock.now
        try await Caller(store: store, count: count).callAll(connections)
        let took = clock.now - start
        let groups = store.observations.groups.dropFirst(2)
        print("figure: enqueue \(Int(Double(count) / seconds(took))) rows/s in groups of \(groups.reduce(0, +) / groups.count)")
        #expect(try await store.database.read { try $0.first("select count(*) from item") { $0.integer(0) } } == Int64(count))
    }

    /// Stands for a listener: so many connections, each sending its next call when the one before is answered.
    private final class Caller: Sendable {
        private let store: SQLiteStore
        private let count: Int
        private let sent = Atomic(0)
        private let answered = Atomic(0)
        private let end = Outcome<Void>()

        init(store: SQLiteStore, count: Int) { (self.store, self.count) = (store, count) }

        func callAll(_ connections: Int) async throws {
            for _ in 0..<connections { call() }
            try await end.value
        }

        private func call() {
            let number = sent.add(1, ordering: .relaxed).oldValue
            guard number < count else { return }
            let isTaken = store.database.enqueue({ try WriteFiguresTests.add(number, to: $0) }) { outcome in
                if case .failure(let error) = outcome { return self.end.settle(.failure(error)) }
                if self.answered.add(1, ordering: .relaxed).newValue == self.count { self.end.settle(.success(())) }
                self.call()
            }
            if !isTaken { end.settle(.failure(SQLFailure.busyQueue)) }
        }
    }

    @Test(arguments: [true, false])
    func `the checkpointer keeps the log out of the commits' way`(isBeside: Bool) async throws {
        if !isBeside { try await store.database.write { try $0.run("pragma wal_autocheckpoint = 1000") } }
        try await Caller(store: store, count: 60_000).callAll(64)
        let commits = store.observations.all.compactMap { if case .committed(_, _, let took) = $0 { took } else { nil } }
            .sorted()
        func at(_ share: Double) -> Duration { commits[Int(Double(commits.count - 1) * share)] }
        let name = isBeside ? "beside" : "in the commits"
        print(
            "figure: checkpoints \(name): groups p50 \(at(0.5)) p99 \(at(0.99)) worst \(at(1)), log \(store.size("-wal") >> 20) MiB"
        )
        #expect(store.size("-wal") < 64 << 20)
    }

    // MARK: Measuring

    private struct Latencies {
        var sorted: [Duration]
        var took: Duration
        var perSecond: Double
    }

    private func latencies(writers: Int, each: Int, from first: Int) async throws -> Latencies {
        let start = clock.now
        let all = try await withThrowingTaskGroup(of: [Duration].self) { group in
            for writer in 0..<writers {
                group.addTask { try await self.write(each, from: first + writer * each) }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        let took = clock.now - start
        return Latencies(sorted: all.sorted(), took: took, perSecond: Double(all.count) / seconds(took))
    }

    private func write(_ count: Int, from first: Int) async throws -> [Duration] {
        var latencies: [Duration] = []
        for number in first..<first + count {
            let start = clock.now
            try await store.database.write { try Self.add(number, to: $0) }
            latencies.append(clock.now - start)
        }
        return latencies
    }

    private func report(_ name: String, _ figures: Latencies) {
        func at(_ share: Double) -> Duration { figures.sorted[Int(Double(figures.sorted.count - 1) * share)] }
        print("figure: \(name) \(Int(figures.perSecond)) rows/s, p50 \(at(0.5)), p99 \(at(0.99)), worst \(at(1))")
    }

    private func seconds(_ span: Duration) -> Double { span / .seconds(1) }
}
