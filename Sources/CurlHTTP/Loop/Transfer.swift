internal import CCurl
internal import HTTPCore

/// One call on its way, through all its redirects. Made by its caller, then handed to the loop.
///
/// `@unchecked Sendable`: after `CurlLoop.start` only the loop's thread touches it.
final class Transfer: @unchecked Sendable {
    enum Receiver {
        case whole(CheckedContinuation<Result<HTTPAnswer, HTTPFailure>, Never>)
        /// The head is given once; what follows goes through the pipe.
        case stream(CheckedContinuation<Result<HTTPAnswer, HTTPFailure>, Never>, ChunkPipe)
    }

    let id: UInt64
    let lane: String
    let limits: HTTPLimits
    let startedAt: ContinuousClock.Instant
    let receiver: Receiver
    private let settings: CurlSettings

    private(set) var request: CallRequest
    private(set) var easy: EasyHandle?
    private(set) var judge: SocketGuard?
    private(set) var head = ResponseHead()
    private(set) var body: [UInt8] = []
    private var received = 0
    private var hops = 0
    private var next: CallRequest?
    private var headIsGiven = false
    /// Why a callback ended the transfer; libcurl only says that one did.
    private var ownFailure: (code: HTTPFailure.Code, reason: String)?
    /// Whether a request may have left: raised just before libcurl writes the first one, never lowered.
    private(set) var requestLeft = false
    private var requestLeftInHop = false
    /// Where counting for the silence rule began: the last byte of a stream, or the last look at a whole answer.
    private var mark: (at: ContinuousClock.Instant, bytes: Int)
    private var isHeld = false

    init(id: UInt64, _ call: HTTPCall, request: CallRequest, settings: CurlSettings, receiver: Receiver) {
        (self.id, lane, limits, self.request, self.settings, self.receiver) = (
            id, call.lane, call.limits, request, settings, receiver
        )
        startedAt = .now
        mark = (startedAt, 0)
    }

    var deadline: ContinuousClock.Instant? { limits.total.map { startedAt + $0 } }

    /// When waiting for a connection ends.
    var waitingDeadline: ContinuousClock.Instant { deadline ?? startedAt + limits.connect }

    /// When to ask for silence next; nil while a stream's reader holds it back.
    var nextLook: ContinuousClock.Instant? { isHeld ? nil : mark.at + limits.silence }

    /// Asked when `nextLook` has come. A stream is silent when no byte came, a whole answer when it trickles below 1 KiB a
    /// second. A platform may think as long as the call may take: that is no silence.
    func isSilent(at now: ContinuousClock.Instant) -> Bool {
        if case .stream = receiver { return true }
        defer { mark = (now, received) }
        let mayThink = limits.total != nil && !head.isComplete
        return !mayThink && received - mark.bytes < limits.silence.milliseconds * 1_024 / 1_000
    }

    /// How failures name the other end.
    var peer: String { request.unixSocket.map { _ in "the socket file" } ?? request.url.destination.name }

    // MARK: One hop

    /// Makes the handle for the current request.
    func prepare(policy: OutboundPolicy, lane: Lane, now: ContinuousClock.Instant) throws(HTTPFailure) -> EasyHandle {
        try admit(policy)
        let requestHead = try request.head(userAgent: settings.userAgent)
        let judge = SocketGuard(policy: policy, destination: request.url.destination, socketFile: request.unixSocket)
        (self.judge, head, next, requestLeftInHop, mark) = (judge, ResponseHead(), nil, false, (now, 0))
        do throws(EasyHandle.Refusal) {
            let easy = try EasyHandle()
            try easy.setHouseRules(extraCAFile: settings.extraCAFile)
            try easy.set(CURLOPT_SHARE, lane.connections)
            try easy.guardSockets(by: judge)
            try setRequest(on: easy, requestHead)
            try setLimits(on: easy, now: now)
            try setCallbacks(on: easy)
            self.easy = easy
            return easy
        } catch {
            throw failure(of: error.code)
        }
    }

    private func admit(_ policy: OutboundPolicy) throws(HTTPFailure) {
        let isAdmitted =
            request.unixSocket.map { policy.admits(socketFile: $0) && request.url.scheme == "http" }
            ?? policy.admits(request.url.destination)
        guard isAdmitted else { throw forbidden() }
    }

    private func setRequest(on easy: EasyHandle, _ head: RequestHead) throws(EasyHandle.Refusal) {
        // The same parse that was checked; libcurl reads no text again.
        try easy.set(CURLOPT_CURLU, UnsafeMutableRawPointer(request.url.handle))
        try easy.set(CURLOPT_PROTOCOLS_STR, request.url.scheme)
        try easy.set(CURLOPT_FOLLOWLOCATION, false)
        try easy.set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS)
        try easy.set(CURLOPT_ACCEPT_ENCODING, "gzip, deflate")
        if let path = request.unixSocket { try easy.set(CURLOPT_UNIX_SOCKET_PATH, path) }
        switch (request.method, request.body) {
        case (.head, _): try easy.set(CURLOPT_NOBODY, true)
        case (.get, nil): try easy.set(CURLOPT_HTTPGET, true)
        case (.delete, nil), (.options, nil): try easy.set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        default:
            try easy.set(CURLOPT_POST, true)
            try easy.set(body: request.body?.bytes ?? [])
            if request.method != .post { try easy.set(CURLOPT_CUSTOMREQUEST, request.method.rawValue) }
        }
        try easy.set(CURLOPT_HTTPHEADER, list: head.lines)
        // On a kept connection that dies unanswered libcurl sends the request again by itself, though the platform may have
        // acted on it. Only a request that changes nothing may run into that.
        if !request.isSafe { try easy.set(CURLOPT_FRESH_CONNECT, true) }
        try easy.set(CURLOPT_MAXLIFETIME_CONN, 300)
    }

    private func setLimits(on easy: EasyHandle, now: ContinuousClock.Instant) throws(EasyHandle.Refusal) {
        try easy.set(CURLOPT_CONNECTTIMEOUT_MS, limits.connect)
        if let deadline { try easy.set(CURLOPT_TIMEOUT_MS, deadline - now) }
    }

    private func setCallbacks(on easy: EasyHandle) throws(EasyHandle.Refusal) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        try easy.check(
            stw_set_data_function(easy.pointer, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
                guard let bytes, let context else { return 0 }
                let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
                return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().take(headerLine: line) ? size * count : 0
            })
        try easy.set(CURLOPT_HEADERDATA, context)
        try easy.check(
            stw_set_data_function(easy.pointer, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
                guard let bytes, let context else { return 0 }
                let chunk = UnsafeRawBufferPointer(start: bytes, count: size * count)
                return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().take(chunk: chunk)
            })
        try easy.set(CURLOPT_WRITEDATA, context)
        try easy.check(
            stw_set_before_request(easy.pointer) { context, remote, _, port, _ in
                guard let context, let remote else { return CURL_PREREQFUNC_ABORT }
                let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
                let isAdmitted = transfer.admitsRequest(to: String(cString: remote), port: Int(port))
                return isAdmitted ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
            })
        try easy.set(CURLOPT_PREREQDATA, context)
    }

    // MARK: What libcurl calls

    /// Just before a request is written; again when libcurl repeats it on another connection.
    private func admitsRequest(to ip: String, port: Int) -> Bool {
        guard judge?.admits(remote: ip, port: port) == true else {
            ownFailure = (.forbidden, "")
            return false
        }
        guard request.isSafe || !requestLeftInHop else {
            ownFailure = (.broken, "the connection was lost after the request had left")
            return false
        }
        (requestLeft, requestLeftInHop) = (true, true)
        return true
    }

    private func take(headerLine line: UnsafeRawBufferPointer) -> Bool {
        let wasComplete = head.isComplete
        guard head.take(line) else {
            ownFailure = (.tooLarge, "sent more than \(ResponseHead.mostBytes >> 10) KiB of headers")
            return false
        }
        return wasComplete || !head.isComplete || settleHead()
    }

    /// Once the fields of an answer are there: whether it is the answer.
    private func settleHead() -> Bool {
        mark = (.now, 0)
        do throws(Redirect.Refusal) {
            guard request.unixSocket == nil, limits.redirects > 0, let next = try Redirect.next(after: head, to: request) else {
                giveHead()
                return true
            }
            guard hops < limits.redirects else {
                ownFailure = (.tooManyRedirects, "redirected more than \(limits.redirects) times")
                return false
            }
            self.next = next
            return true
        } catch {
            ownFailure = (error.code, error.reason)
            return false
        }
    }

    private func giveHead() {
        guard case .stream(let continuation, _) = receiver, !headIsGiven else { return }
        headIsGiven = true
        continuation.resume(returning: .success(answer()))
    }

    private func take(chunk: UnsafeRawBufferPointer) -> Int {
        if case .stream(_, let pipe) = receiver, next == nil, limits.total == nil {
            return offer(chunk, to: pipe)
        }
        guard received + chunk.count <= limits.answerBytes else {
            ownFailure = (.tooLarge, "sent more than \(limits.answerBytes) bytes")
            return 0
        }
        if next == nil, case .stream(_, let pipe) = receiver {
            let taken = offer(chunk, to: pipe)
            if taken == chunk.count { received += taken }
            return taken
        }
        received += chunk.count
        if next == nil { body.append(contentsOf: chunk) }
        return chunk.count
    }

    private func offer(_ chunk: UnsafeRawBufferPointer, to pipe: ChunkPipe) -> Int {
        mark.at = .now
        isHeld = !pipe.offer(chunk)
        return isHeld ? Int(CURL_WRITEFUNC_PAUSE) : chunk.count
    }

    // MARK: What the loop asks

    /// The reader made room: libcurl offers the held bytes again.
    func goOn() {
        guard isHeld, let easy else { return }
        (isHeld, mark.at) = (false, .now)
        curl_easy_pause(easy.pointer, CURLPAUSE_CONT)
    }

    /// After a hop that ended well: true if another one follows.
    func follow() -> Bool {
        easy = nil
        guard let next else { return false }
        (request, hops, received) = (next, hops + 1, 0)
        return true
    }

    func finish(_ failure: HTTPFailure?) {
        easy = nil
        switch receiver {
        case .whole(let continuation): continuation.resume(returning: failure.map(Result.failure) ?? .success(answer()))
        case .stream(let continuation, let pipe):
            if !headIsGiven {
                headIsGiven = true
                continuation.resume(returning: failure.map(Result.failure) ?? .success(answer()))
            }
            pipe.end(failure)
        }
    }

    private func answer() -> HTTPAnswer {
        HTTPAnswer(status: head.status, headers: head.headers, body: body, url: request.url.text)
    }

    /// What a callback of ours said, if one ended the transfer.
    var interruption: (code: HTTPFailure.Code, reason: String)? { ownFailure }
}
