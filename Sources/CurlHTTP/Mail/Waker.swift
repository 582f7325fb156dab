internal import Glibc
internal import Synchronization

/// Wakes a session's thread out of its wait: cancellation from outside.
final class Waker: Sendable {
    /// Readable once it is set.
    let descriptor: Int32
    private let other: Int32
    private let flag = Atomic<Bool>(false)

    init() {
        var ends: [Int32] = [-1, -1]
        precondition(pipe(&ends) == 0, "the system gives no pipe")
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (descriptor, other) = (ends[0], ends[1])
    }

    deinit {
        close(descriptor)
        close(other)
    }

    var isSet: Bool { flag.load(ordering: .acquiring) }

    func set() {
        guard !flag.exchange(true, ordering: .acquiringAndReleasing) else { return }
        var byte: UInt8 = 1
        // One byte always fits into an empty pipe.
        _ = write(other, &byte, 1)
    }
}
