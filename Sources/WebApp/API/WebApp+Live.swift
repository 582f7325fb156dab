import Desk
import Expressions
import HTTPCore
import InboxModel
import Storage

/// Everything that happens, as server-sent events. The position in the event log is the event's id, so a browser that comes back
/// goes on where it stopped, without a gap.
extension WebApp {
    private static let heartbeat = Duration.seconds(15)

    func live(_ call: Call) async throws -> HTTPResponse {
        try gate.checkStreamOrigin(call.request, of: call.caller)
        let asked = call.request.headers["Last-Event-ID"] ?? call.request.query("after")
        let start = try await desk.feed.end()
        let (stream, pipe) = AsyncStream.makeStream(of: [UInt8].self, bufferingPolicy: .bufferingOldest(1_024))
        let task = Task { await tell(from: asked.map { StreamPosition($0) } ?? start, into: pipe, caller: call.caller) }
        pipe.onTermination = { _ in task.cancel() }
        return HTTPResponse(
            status: 200, headers: ["Content-Type": "text/event-stream", "X-Accel-Buffering": "no"], body: .stream(stream))
    }

    private func tell(from start: StreamPosition, into pipe: AsyncStream<[UInt8]>.Continuation, caller: Caller) async {
        defer { pipe.finish() }
        pipe.yield(Array("retry: 2000\n\n".utf8))
        let (wakes, bell) = AsyncStream.makeStream(of: Wake.self, bufferingPolicy: .bufferingNewest(1))
        bell.yield(.news)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in desk.feed.watch() { bell.yield(.news) } }
            group.addTask {
                while (try? await Task.sleep(for: Self.heartbeat)) != nil { bell.yield(.heartbeat) }
            }
            var position = start
            for await wake in wakes {
                guard let reached = await tell(after: position, into: pipe) else { break }
                if wake == .heartbeat {
                    if reached == position { pipe.yield(Array(": still here\n\n".utf8)) }
                    if await hasLostAccess(caller) { break }
                }
                position = reached
            }
            group.cancelAll()
        }
    }

    private enum Wake { case news, heartbeat }

    /// Sends all events after a position and gives the position reached; nil when the stream must end.
    private func tell(after position: StreamPosition, into pipe: AsyncStream<[UInt8]>.Continuation) async -> StreamPosition? {
        var position = position
        while !Task.isCancelled {
            guard let events = try? await desk.feed.events(after: position) else {
                // A position nobody wrote: the page loads afresh and goes on from the end.
                guard let end = try? await desk.feed.end() else { return nil }
                pipe.yield(Array("id: \(end)\nevent: reset\ndata: {}\n\n".utf8))
                return end
            }
            for logged in events {
                // A reader that is too slow is let go: it comes back with its position and misses nothing.
                guard case .enqueued = pipe.yield(chunk(logged)) else { return nil }
                position = logged.position
            }
            if events.isEmpty { return position }
        }
        return nil
    }

    private func chunk(_ logged: LoggedEvent) -> [UInt8] {
        Array("id: \(logged.position)\nevent: change\ndata: ".utf8) + EventView.json(logged.event).encoded() + [10, 10]
    }

    /// A session that has ended meanwhile closes its stream at the next heartbeat.
    private func hasLostAccess(_ caller: Caller) async -> Bool {
        guard case .session(let digest) = caller.proof else { return false }
        let now = now()
        try? await gate.touch(caller)
        let user = try? await desk.store.read {
            try $0.sessionUser(digest, idleSince: now - .seconds(43_200), createdSince: now - .seconds(7 * 86_400))
        }
        return user == .some(nil)
    }
}
