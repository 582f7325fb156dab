import FoundationEssentials
import Glibc
import SQLCore
import TestSupport
import Testing

@testable import SQLiteEngine

/// What was acknowledged is kept, whatever happens a moment later.
struct DurabilityTests {
    /// `STELLWERK_CUTS=1000` for the long form.
    private static let cuts = ProcessInfo.processInfo.environment["STELLWERK_CUTS"].flatMap { Int($0) } ?? 40

    @Test func `what was acknowledged outlives a power cut at any moment, whole bodies only`() async throws {
        let (start, steps) = try await recordedWork()
        var random = Seeded(4_711)
        let moments = (0..<Self.cuts).map { _ in Int.random(in: 0..<steps.count, using: &random) }.sorted()
        var cut = PowerCut(files: start)
        var passed = 0
        for moment in moments {
            for step in steps[passed..<moment] { cut.pass(step) }
            passed = moment
            let kept = try await survivors(cut, using: &random)
            #expect(cut.acknowledged.subtracting(kept).isEmpty, "cut after step \(moment)")
            #expect(kept.allSatisfy { kept.contains($0 ^ 1) }, "cut after step \(moment)")
        }
        #expect(cut.acknowledged.count > 100)
    }

    /// Many groups with checkpoints in between, each body writing two rows, and what the disk saw of it.
    private func recordedWork() async throws -> (start: [BrokenDisk.File: [UInt8]], steps: [DiskStep]) {
        let store = try await SQLiteStore {
            $0.checkpointPages = 20
            $0.logPages = 60
        }
        let (database, disk) = (store.database, store.disk)
        let start: [BrokenDisk.File: [UInt8]] = [
            .database: [UInt8](try Data(contentsOf: URL(filePath: database.path))),
            .log: [UInt8](try Data(contentsOf: URL(filePath: database.path + "-wal"))),
        ]
        disk.record()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                group.addTask {
                    for number in 0..<40 {
                        let row = Int64(writer * 40 + number) * 2
                        try await database.write { session in
                            try session.addNote(row, "\(row) " + String(repeating: "x", count: 300 + number * 40))
                            try session.addNote(row + 1, "\(row + 1)")
                        }
                        disk.keep(.acknowledged(row))
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(store.observations.all.contains { if case .checkpointed(_, _, byWriter: true, _) = $0 { true } else { false } })
        return (start, disk.steps)
    }

    /// The rows found after the cut, once the database was opened again and found sound.
    private func survivors(_ cut: PowerCut, using random: inout Seeded) async throws -> Set<Int64> {
        let folder = try TemporaryFolder()
        try Data(cut.remains(of: .database, using: &random)).write(to: URL(filePath: folder.path("test.db")))
        try Data(cut.remains(of: .log, using: &random)).write(to: URL(filePath: folder.path("test.db-wal")))
        let database = try SQLiteDatabase("test.db", in: LockedFolder(folder.url.path))
        let (rows, verdict) = try await database.read { session in
            (
                try session.rows("select id from note") { $0.integer(0) },
                try session.rows("pragma integrity_check") { $0.text(0) }
            )
        }
        await database.close()
        #expect(verdict == ["ok"])
        withExtendedLifetime(folder) {}
        return Set(rows)
    }

    @Test(arguments: 1...10)
    func `what was acknowledged outlives kill -9`(round: Int) async throws {
        let folder = try TemporaryFolder()
        let path: String = folder.url.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, round = round as Int] in
            try await workUntilKilled(path, after: round * 37)
        }
        let told = try String(contentsOfFile: folder.path("told"), encoding: .utf8).split(separator: "\n").map(String.init)
        let database = try SQLiteDatabase("test.db", in: LockedFolder(path))
        let kept = try await database.notes()
        #expect(told.count >= round * 37)
        #expect(Set(told).isSubset(of: kept))
        withExtendedLifetime(folder) {}
    }

    @Test func `a broken disk ends the process with status 3`() async {
        await #expect(processExitsWith: .exitCode(3)) {
            endProcess(SQLFailure(.io, "disk I/O error", advice: "Check the disk."))
        }
    }
}

/// In a process of its own: writes, notes each acknowledgement in the file `told`, and kills itself amid the others' writes.
private func workUntilKilled(_ path: String, after acknowledgements: Int) async throws {
    let database = try SQLiteDatabase("test.db", in: LockedFolder(path))
    try await database.createNotes()
    let told = open(path + "/told", O_WRONLY | O_CREAT | O_APPEND, 0o600)
    let counter = Observed<Int>()
    try await withThrowingTaskGroup(of: Void.self) { group in
        for writer in 0..<16 {
            group.addTask {
                for number in 0... {
                    let body = "\(writer)-\(number)"
                    try await database.write { try $0.addNote(Int64(writer) << 32 + Int64(number), body) }
                    let line = Array((body + "\n").utf8)
                    precondition(Glibc.write(told, line, line.count) == line.count)
                    counter.keep(number)
                    if counter.all.count >= acknowledgements { kill(getpid(), SIGKILL) }
                }
            }
        }
        try await group.waitForAll()
    }
}
