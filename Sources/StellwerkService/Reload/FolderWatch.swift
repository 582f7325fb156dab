import Dispatch
import Glibc

/// Tells that something below a folder was saved, by inotify: files written, moved in or removed, two levels deep.
/// What it was, the reader finds out: editors save in many ways.
enum FolderWatch {
    // <sys/inotify.h>: written and closed, moved away, moved in, made, removed.
    private static let mask: UInt32 = 0x08 | 0x40 | 0x80 | 0x100 | 0x200

    /// Does something after changes, once for any number of them since the last time, until the task is cancelled. Returns at once
    /// where the system cannot watch the folder.
    static func watch(_ folder: String, _ changed: () async -> Void) async {
        // Never waits, and is not inherited.
        let descriptor = inotify_init1(Int32(O_NONBLOCK | O_CLOEXEC))
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        guard inotify_add_watch(descriptor, folder, mask) >= 0 else { return }
        watchBelow(folder, descriptor)
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .global())
        source.setEventHandler {
            var events = [UInt8](repeating: 0, count: 1 << 14)
            while read(descriptor, &events, events.count) > 0 {}
            // A folder that is new, or was replaced, is watched from now on; adding a known one changes nothing.
            watchBelow(folder, descriptor)
            continuation.yield()
        }
        let (cancelled, isCancelled) = AsyncStream.makeStream(of: Void.self)
        source.setCancelHandler { isCancelled.finish() }
        source.resume()
        for await _ in stream { await changed() }
        source.cancel()
        // The descriptor may be closed only when nobody reads it any more.
        await Task { for await _ in cancelled {} }.value
    }

    private static func watchBelow(_ folder: String, _ descriptor: Int32) {
        for name in FolderNames.below(folder) {
            _ = inotify_add_watch(descriptor, "\(folder)/\(name)", mask)
            _ = inotify_add_watch(descriptor, "\(folder)/\(name)/fixtures", mask)
        }
    }
}
