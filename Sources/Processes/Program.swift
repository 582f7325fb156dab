import Dispatch
import Glibc
import Synchronization

/// A program at work, spoken to in lines. It has no network, an empty environment, nothing but the files of the system and of its own
/// folder where the kernel can see to it, and it ends with the last reference to this.
///
/// `@unchecked Sendable`: `unread`, `lastWords` and `hasEnded` are touched on `queue` only.
public final class Program: @unchecked Sendable {
    /// What the kernel lends this one besides limits and forbidden calls.
    public let walls: ProgramWalls

    private let launch: Launch
    private let limits: ProgramLimits
    private let queue = DispatchQueue(label: "program")
    private var unread: [UInt8] = []
    private var lastWords: [UInt8] = []
    private var hasEnded = false
    private let isStopped = Mutex(false)

    /// Starts it.
    public static func start(_ command: ProgramCommand) async throws(ProcessFailure) -> Program {
        let result: Result<Program, ProcessFailure> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: Result { () throws(ProcessFailure) in try Program(command) })
            }
        }
        return try result.get()
    }

    private init(_ command: ProgramCommand) throws(ProcessFailure) {
        launch = try Launch(command)
        (walls, limits) = (launch.walls, command.limits)
    }

    deinit {
        for descriptor in [launch.input, launch.output, launch.errors] { close(descriptor) }
        // Once it is reaped its number may be another's.
        guard !isStopped.withLock({ $0 }) else { return }
        kill(-launch.process, SIGKILL)
        var status: Int32 = 0
        while waitpid(launch.process, &status, 0) < 0, errno == EINTR {}
    }

    // MARK: Speaking

    /// Says a line. Throws when it does not listen.
    public func say(_ line: [UInt8], within patience: Duration = .seconds(10)) async throws(ProcessFailure) {
        try await onQueue { () throws(ProcessFailure) in try self.write(line + [UInt8(ascii: "\n")], patience) }
    }

    /// The next line it says, without its end; nil when it has said all it will.
    public func line(within patience: Duration) async throws(ProcessFailure) -> [UInt8]? {
        try await onQueue { () throws(ProcessFailure) in try self.readLine(patience) }
    }

    /// The last line it wrote on standard error, shortened; empty where there is none.
    public func complaint() async -> String {
        let text = try? await onQueue { () throws(ProcessFailure) in
            let lines = self.lastWords.split(separator: UInt8(ascii: "\n"))
            return String(decoding: (lines.last ?? []).prefix(200), as: UTF8.self)
        }
        return text ?? ""
    }

    /// Ends it and everything it started. How it ended, in words.
    @discardableResult
    public func stop() async -> String {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: self.end()) }
        }
    }

    private func onQueue<Value: Sendable>(
        _ body: @escaping @Sendable () throws(ProcessFailure) -> Value
    ) async throws(ProcessFailure) -> Value {
        let result: Result<Value, ProcessFailure> = await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: Result { () throws(ProcessFailure) in try body() }) }
        }
        return try result.get()
    }

    // MARK: On the queue

    private func write(_ bytes: [UInt8], _ patience: Duration) throws(ProcessFailure) {
        let end = ContinuousClock.now + patience
        var at = 0
        while at < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(launch.input, $0.baseAddress! + at, bytes.count - at) }
            if count > 0 {
                at += count
                continue
            }
            guard errno == EAGAIN || errno == EINTR else { throw ended() }
            guard wait(for: launch.input, Int16(POLLOUT), until: end) else { throw silent(patience) }
        }
    }

    private func readLine(_ patience: Duration) throws(ProcessFailure) -> [UInt8]? {
        let end = ContinuousClock.now + patience
        while true {
            if let cut = unread.firstIndex(of: UInt8(ascii: "\n")) {
                defer { unread.removeFirst(cut + 1) }
                return Array(unread[..<cut])
            }
            guard unread.count <= limits.lineBytes else {
                throw ProcessFailure(
                    .excessive, "the program said a line of more than \(limits.lineBytes >> 10) KiB",
                    advice: "Say each record on a line of its own.")
            }
            if hasEnded { return unread.isEmpty ? nil : takeRest() }
            guard wait(for: launch.output, Int16(POLLIN), until: end) else { throw silent(patience) }
            hasEnded = !fill()
        }
    }

    private func takeRest() -> [UInt8] {
        defer { unread = [] }
        return unread
    }

    /// Reads what is there. False at its end.
    private func fill() -> Bool {
        let chunk = read(launch.output)
        unread += chunk ?? []
        return chunk != nil
    }

    /// Bytes that are there now; nil at the end.
    private func read(_ descriptor: Int32) -> [UInt8]? {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = chunk.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
        if count > 0 { return Array(chunk.prefix(count)) }
        return count < 0 && (errno == EAGAIN || errno == EINTR) ? [] : nil
    }

    /// Waits until a pipe is ready; meanwhile hears what is said on standard error, so that nobody waits for us. False when the time is over.
    private func wait(for descriptor: Int32, _ events: Int16, until end: ContinuousClock.Instant) -> Bool {
        var isDeaf = false
        while true {
            let left = (end - .now) / .milliseconds(1)
            guard left > 0 else { return false }
            var places = [
                pollfd(fd: descriptor, events: events, revents: 0),
                pollfd(fd: isDeaf ? -1 : launch.errors, events: Int16(POLLIN), revents: 0),
            ]
            let ready = poll(&places, 2, Int32(min(left, 60_000)) + 1)
            if ready < 0, errno != EINTR { return false }
            if places[1].revents != 0 {
                let words = read(launch.errors)
                isDeaf = words == nil
                lastWords = (lastWords + (words ?? [])).suffix(4_096)
            }
            if places[0].revents != 0 { return true }
        }
    }

    private func end() -> String {
        guard
            isStopped.withLock({ stopped in
                defer { stopped = true }
                return !stopped
            })
        else { return "stopped" }
        // One that has ended keeps its own word on how; it is reaped last, so that its number is nobody else's.
        var status: Int32 = 0
        kill(-launch.process, SIGKILL)
        while waitpid(launch.process, &status, 0) < 0, errno == EINTR {}
        if let words = read(launch.errors) { lastWords = (lastWords + words).suffix(4_096) }
        let signal = status & 0x7F
        return signal == 0 ? "exit \((status >> 8) & 0xFF)" : "signal \(signal)"
    }

    private func ended() -> ProcessFailure {
        ProcessFailure(.ended, "the program has ended", advice: "Look at what it writes on standard error.")
    }

    private func silent(_ patience: Duration) -> ProcessFailure {
        ProcessFailure(
            .silent, "the program said nothing for \(patience.components.seconds) s",
            advice: "Let it say something sooner: a record, a fetch, or done.")
    }
}
