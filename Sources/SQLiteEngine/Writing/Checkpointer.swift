import CSQLite
import SQLCore
import Synchronization

/// Moves the log into the file beside the writer, so that no commit waits for it.
///
/// A log starts again from its beginning only when all of it is moved and nobody reads from it, which never happens beside a busy
/// writer. So when the log has grown long, the writer moves the last few pages itself between two groups: that is short, because
/// the checkpointer has just moved the rest.
final class Checkpointer: @unchecked Sendable {
    // Sendable because `connection` is touched by the checkpointer's own thread alone and the rest is under the monitor's lock.

    private struct State {
        var pages = 0
        var moved = 0
        var isUrgent = false
        var isClosed = false
    }

    private let state = Monitor(State())
    private let path: String
    private let options: SQLiteDatabase.Options
    private let clock = SuspendingClock()
    private var connection: Connection?
    private var thread: OwnThread?

    init(_ path: String, _ options: SQLiteDatabase.Options) { (self.path, self.options) = (path, options) }

    func start(for writer: Writer) throws(Refusal) {
        thread = try OwnThread.start("sqlite-log") { [weak writer] in self.main { writer } }
    }

    func stop() { state.change { $0.isClosed = true } }

    func ended() async { await thread?.ended() }

    /// From the writer's thread, after each commit.
    func logGrew(to pages: Int) {
        let isDue = state.look { state in
            if pages < state.moved { state.moved = 0 }  // it started again
            state.pages = pages
            return pages - state.moved >= options.checkpointPages
        }
        if isDue { state.change { _ in } }
    }

    /// The disk is full: what the log holds twice may be all the room there is.
    func makeRoom() { state.change { $0.isUrgent = true } }

    private func main(_ writer: () -> Writer?) {
        while waitUntilDue() {
            do throws(Refusal) {
                if connection == nil { connection = try Connection(path, .checkpointer, options) }
                let pages = try move(on: connection!, byWriter: false)
                if pages >= options.logPages { writer()?.wantsCheckpoint.store(true, ordering: .relaxed) }
            } catch {
                failed(error)
                if error.isFatal { options.onFatal(error.failure) }
            }
        }
        connection = nil
    }

    /// False when the engine shuts down.
    private func waitUntilDue() -> Bool {
        state.wait { state in
            if state.isClosed { return false }
            guard state.isUrgent || state.pages - state.moved >= options.checkpointPages else { return nil }
            state.isUrgent = false
            return true
        }
    }

    /// On the writer's thread, between two groups. What is fatal the writer sees on its connection.
    func moveRest(on connection: Connection) {
        do throws(Refusal) { _ = try move(on: connection, byWriter: true) } catch { failed(error) }
    }

    private func move(on connection: Connection, byWriter: Bool) throws(Refusal) -> Int {
        let start = clock.now
        var (pages, moved) = (Int32(0), Int32(0))
        let status = sqlite3_wal_checkpoint_v2(connection.handle, nil, SQLITE_CHECKPOINT_PASSIVE, &pages, &moved)
        guard status & 0xFF != SQLITE_BUSY else { return 0 }  // the other one is at it
        try connection.check(status)
        state.look { $0.moved = max(0, Int(moved)) }
        options.observe(.checkpointed(pages: Int(pages), moved: Int(moved), byWriter: byWriter, took: clock.now - start))
        return Int(pages)
    }

    /// The pages stay in the log. A sync that failed is fatal all the same: the kernel may believe that they are in the file, and
    /// only a fresh start moves them again.
    private func failed(_ refusal: Refusal) {
        options.observe(.checkpointFailed(refusal.failure))
        state.look { $0.moved = $0.pages }  // not at once again: wait for the log to grow by as much as before
    }
}
