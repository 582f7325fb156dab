import CMicrohttpd
import HTTPCore

/// libmicrohttpd's side of a request: its callbacks, one connection always on the same thread.
struct Intake {
    let service: Service
    let wire: Wire
    let connection: OpaquePointer

    /// A refused body up to this size is read and dropped, so that the connection can go on.
    private static let dropLimit = 64 << 10

    /// One call of the access handler: the head, then each piece of the body, then, with no piece, the end; and once more
    /// after each resume.
    func handle(
        method: UnsafePointer<CChar>, version: UnsafePointer<CChar>, piece: UnsafeRawBufferPointer
    ) -> MHD_Result {
        wire.ledger?.note(piece.count)
        switch wire.stage {
        case .head:
            do throws(Refusal) { return try begin(method, version) } catch { return turnAway(error.response) }
        case .body(let upload):
            guard piece.isEmpty else { return gather(piece, in: upload) }
            return dispatch(upload.finish())
        case .dropping(let response):
            return piece.isEmpty ? send(response) : .YES
        case .lingering(let room):
            wire.stage = .lingering(room - piece.count)
            return piece.isEmpty || piece.count > room ? .NO : .YES
        case .handling(let exchange):
            guard let response = exchange.takeOrSuspend(connection) else {
                wire.open(.exchange(exchange), service)
                return .YES
            }
            return send(response)
        case .idle, .answering:
            return .NO
        }
    }

    private func begin(_ method: UnsafePointer<CChar>, _ version: UnsafePointer<CChar>) throws(Refusal) -> MHD_Result {
        let head = try RequestHead(connection, method: method, version: version, target: (wire.target, wire.targetStart!))
        wire.ledger?.note(head.size)
        wire.deadline = .after(service.settings.requestDeadline, from: wire.began)
        wire.closesAfterAnswer = head.framing == .chunked
        let request = request(from: head)
        switch (service.handler.admit(request), head.framing) {
        case (.refuse(let response), let framing): return refuse(response, framing, expectsContinue: request.expectsContinue)
        case (.body(let limit), .length(let length)) where length > limit:
            return refuse(Refusal.bodyTooLarge.response, head.framing, expectsContinue: request.expectsContinue)
        case (.body(let limit), .length(let length)):
            wire.stage = .body(Upload(request, announced: length, limit: limit))
        case (.body(let limit), .chunked):
            wire.stage = .body(Upload(request, announced: nil, limit: limit))
        case (.body, .none):
            wire.stage = .body(Upload(request, announced: 0, limit: 0))
        }
        return .YES
    }

    private func request(from head: RequestHead) -> HTTPRequest {
        var request = HTTPRequest(
            method: head.method, path: head.target.path, query: head.target.query, rawQuery: head.target.rawQuery,
            headers: head.headers, remoteAddress: wire.peer.text)
        if wire.isFromProxy {
            let origin = service.proxies.origin(peer: wire.peer.address, headers: head.headers)
            (request.remoteAddress, request.scheme) = (origin.address, origin.scheme)
        }
        return request
    }

    private func gather(_ piece: UnsafeRawBufferPointer, in upload: Upload) -> MHD_Result {
        upload.append(piece) ? .YES : linger(Refusal.bodyTooLarge.response)
    }
}

// MARK: - Refusing

extension Intake {
    /// For a request that is not even well formed: answer at once, read nothing more, close.
    private func turnAway(_ response: HTTPResponse) -> MHD_Result {
        wire.closesAfterAnswer = true
        return send(response)
    }

    /// For a good request that is not wanted: a small body is dropped and the connection lives; with a large one it closes,
    /// and not so abruptly that the answer gets lost.
    private func refuse(_ response: HTTPResponse, _ framing: RequestFraming, expectsContinue: Bool) -> MHD_Result {
        switch framing {
        case .none, .length(0):
            wire.stage = .dropping(response)
            return .YES
        case _ where expectsContinue: return turnAway(response)
        case .length(let length) where length <= Self.dropLimit:
            wire.stage = .dropping(response)
            return .YES
        case .length, .chunked: return linger(response)
        }
    }

    private func linger(_ response: HTTPResponse) -> MHD_Result {
        guard PlainAnswer(response).sendAndHalfClose(wire.socket) else { return .NO }
        wire.stage = .lingering(PlainAnswer.lingerLimit)
        wire.deadline = .after(PlainAnswer.lingerDeadline)
        return .YES
    }
}

// MARK: - Answering

extension Intake {
    private func dispatch(_ request: HTTPRequest) -> MHD_Result {
        let exchange = Exchange()
        wire.stage = .handling(exchange)
        wire.phase = .answering
        wire.deadline = .after(service.settings.answerDeadline)
        let ticket = ReplyTicket(exchange)
        if !service.handler.take(request, reply: { ticket.answer($0) }) {
            let handler = service.handler
            exchange.run(Task { ticket.answer(await handler.respond(to: request)) })
        }
        // Without an answer libmicrohttpd asks once more in its next turn, and only then the connection is suspended: an
        // answer may have come by then, and it no longer waits for input when it is resumed. Else it would read first, and a
        // peer that has closed its sending half would lose its answer.
        return exchange.take().map(send) ?? .YES
    }

    private func send(_ response: HTTPResponse) -> MHD_Result {
        wire.settle()
        wire.phase = .answering
        let closes = wire.closesAfterAnswer || service.stop != .none || wire.ledger?.hasMore ?? false
        let answer = Answer(response, closes: closes, to: wire, of: service, connection)
        wire.stage = .answering
        wire.deadline = .after(answer.allowance(service.settings.requestDeadline))
        return answer.queue()
    }
}

extension HTTPRequest {
    fileprivate var expectsContinue: Bool { headers["Expect"] != nil }
}
