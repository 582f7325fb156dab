public import HTTPCore
internal import Synchronization

/// The client for everything outbound over HTTP: libcurl's multi interface on one thread of its own.
///
/// Many calls run at once; each lane has its own connections, its own limit and its own waiting line, so a platform that
/// hangs delays nobody else. Every address is judged by the `OutboundPolicy`, redirects included. The client lives as
/// long as someone holds it or reads a stream of it.
public final class CurlClient: HTTPClient {
    fileprivate let loop: CurlLoop
    private let settings: CurlSettings
    private let lastID = Atomic<UInt64>(0)

    public init(policy: OutboundPolicy, settings: CurlSettings = CurlSettings()) {
        self.settings = settings
        loop = CurlLoop(policy: policy, settings: settings)
    }

    deinit { loop.stop() }

    /// Takes another policy for calls that begin from now on; kept connections are judged by it too.
    public func use(_ policy: OutboundPolicy) { loop.use(policy) }

    public func send(_ call: HTTPCall) async throws(HTTPFailure) -> HTTPAnswer {
        try await begin(call) { .whole($0) }
    }

    public func stream(_ call: HTTPCall) async throws(HTTPFailure) -> HTTPStreamedAnswer {
        let pipe = ChunkPipe()
        let id = nextID()
        let head = try await begin(call, id: id) { .stream($0, pipe) }
        let reader = StreamReader(id: id, pipe: pipe, client: self)
        return HTTPStreamedAnswer(
            status: head.status, headers: head.headers, chunks: AsyncThrowingStream { try await reader.next() })
    }

    private func nextID() -> UInt64 { lastID.wrappingAdd(1, ordering: .relaxed).newValue }

    private func begin(
        _ call: HTTPCall, id: UInt64? = nil,
        receiver: (CheckedContinuation<Result<HTTPAnswer, HTTPFailure>, Never>) -> Transfer.Receiver
    ) async throws(HTTPFailure) -> HTTPAnswer {
        let id = id ?? nextID()
        let request = try CallRequest(call)
        // Refused here too, before the call takes a place in its lane.
        _ = try request.head(userAgent: settings.userAgent)
        return try await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let transfer = Transfer(id: id, call, request: request, settings: settings, receiver: receiver(continuation))
                loop.start(transfer)
                // The handler may have run before there was something to cancel.
                if Task.isCancelled { loop.cancel(id) }
            }
        } onCancel: {
            loop.cancel(id)
        }.get()
    }
}

/// The reader's end of a stream: gives the transfer up when its task is cancelled or the stream is dropped.
private final class StreamReader: Sendable {
    private let id: UInt64
    private let pipe: ChunkPipe
    private let client: CurlClient

    init(id: UInt64, pipe: ChunkPipe, client: CurlClient) { (self.id, self.pipe, self.client) = (id, pipe, client) }

    deinit { client.loop.cancel(id) }

    func next() async throws -> [UInt8]? {
        try await withTaskCancellationHandler {
            try await pipe.next { client.loop.goOn(id) }
        } onCancel: {
            client.loop.cancel(id)
        }
    }
}
