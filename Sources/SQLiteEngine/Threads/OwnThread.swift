import Glibc
import SQLCore
import Synchronization

/// A thread of our own: SQLite blocks, and nothing that blocks may sit on the shared pool.
final class OwnThread: Sendable {
    private enum Stage {
        case running([CheckedContinuation<Void, Never>])
        case ended
    }

    private let stage = Mutex(Stage.running([]))

    /// Starts `main` at once. The system shows the thread as `name`, cut to 15 bytes.
    static func start(_ name: String, _ main: @escaping @Sendable () -> Void) throws(Refusal) -> OwnThread {
        let thread = OwnThread()
        let start = Start(name: name) {
            main()
            thread.finish()
        }
        var number = pthread_t()
        let retained = Unmanaged.passRetained(start)  // released by the thread's first line
        let status = pthread_create(&number, nil, { run(threadStart: $0) }, retained.toOpaque())
        guard status == 0 else {
            retained.release()
            throw Refusal(
                failure: SQLFailure(
                    .unusable, "no thread for \(name): \(String(cString: strerror(status)))",
                    advice: "Raise the limit of processes and threads for the user who runs this program."))
        }
        pthread_detach(number)
        return thread
    }

    /// Returns when `main` has returned.
    func ended() async {
        await withCheckedContinuation { continuation in
            let isEnded = stage.withLock { stage in
                guard case .running(let waiting) = stage else { return true }
                stage = .running(waiting + [continuation])
                return false
            }
            if isEnded { continuation.resume() }
        }
    }

    private func finish() {
        let waiting = stage.withLock { stage in
            guard case .running(let waiting) = stage else { return [CheckedContinuation<Void, Never>]() }
            stage = .ended
            return waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}

private final class Start: Sendable {
    let name: String
    let main: @Sendable () -> Void

    init(name: String, main: @escaping @Sendable () -> Void) { (self.name, self.main) = (name, main) }
}

private func run(threadStart: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    let start = Unmanaged<Start>.fromOpaque(threadStart!).takeRetainedValue()
    showName(start.name)
    start.main()
    return nil
}

/// Names the calling thread for `top` and debuggers. A courtesy: a refusal changes nothing.
private func showName(_ name: String) {
    let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    _ = Array(name.utf8).withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    close(file)
}
