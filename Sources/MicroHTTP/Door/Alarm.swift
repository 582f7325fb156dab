import Glibc

/// Wakes the doorkeeper from any thread: a pipe, for a condition would not wake a thread that waits for sockets.
final class Alarm: Sendable {
    /// What the doorkeeper waits on beside the door.
    let descriptor: Int32
    private let button: Int32

    init() throws(ListenerFailure) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw ListenerFailure(
                .system, "The system has no file descriptor left.", advice: "Raise the limit (`ulimit -n`) and start again.")
        }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        (descriptor, button) = (ends[0], ends[1])
    }

    deinit {
        close(descriptor)
        close(button)
    }

    /// A full pipe rings already.
    func ring() { _ = write(button, [1], 1) }

    func silence() {
        var rings = [UInt8](repeating: 0, count: 64)
        while read(descriptor, &rings, rings.count) == rings.count {}
    }
}
