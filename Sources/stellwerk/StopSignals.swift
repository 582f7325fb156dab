import Dispatch
import Glibc

/// Waits for an interrupt (Ctrl-C) or a termination; after the first one, a second ends the process at once.
enum StopSignals {
    static func wait() async {
        let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield(number) }
            source.resume()
            return source
        }
        for await _ in stream { break }
        for source in sources { source.cancel() }
        for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
    }
}

/// Hang-ups: the operator wants the configuration read again.
enum HangUps {
    /// Does something for each hang-up, one after the other, until the task is cancelled.
    static func told(_ body: @Sendable () async -> Void) async {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        signal(SIGHUP, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: SIGHUP, queue: .global())
        source.setEventHandler { continuation.yield() }
        source.resume()
        for await _ in stream { await body() }
        source.cancel()
    }
}
