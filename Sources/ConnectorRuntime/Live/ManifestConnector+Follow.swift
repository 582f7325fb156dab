public import ConnectorKit
import Expressions
import HTTPCore
import InboxModel

extension ManifestConnector {
    /// Silence that ends a line: platforms send a comment every half minute or so.
    private static var silence: Duration { .seconds(90) }

    public func follow(
        _ name: StreamName, intake: any Intake, opened: @escaping @Sendable () async -> Void
    ) async throws(ConnectorFailure) -> Follow {
        guard let stream = manifest.stream(name.rawValue), let live = stream.live else { return Follow() }
        try await learnAccount()
        let key = name.rawValue + "/live"
        let last: StreamCursor?
        do { last = try await intake.cursor(key) } catch { throw storeFailure(error) }
        let answer = try await open(live, lastID: last?.rawValue)
        await opened()
        var reader = EventStreamReader(lastID: last?.rawValue)
        do {
            for try await chunk in answer.chunks {
                for event in try reader.take(chunk) { try await take(event, of: stream, key, intake) }
            }
        } catch {
            throw lineFailure(error)
        }
        return Follow(comeBackAfter: reader.retry)
    }

    /// The call has no end in time; a lane of its own keeps it from taking a connection away from reading and answering.
    private func open(
        _ live: CompiledManifest.Live, lastID: String?
    ) async throws(ConnectorFailure) -> HTTPStreamedAnswer {
        let answer: HTTPStreamedAnswer
        do throws(CallFault) {
            var call: HTTPCall
            let limits = HTTPLimits(total: nil, silence: Self.silence)
            var filling = filling()
            filling.trustsHosts = true
            do throws(Fault) { call = try maker().call(live.request, filling, limits: limits) } catch { throw .made(error) }
            call.lane += " live"
            call.headers["Accept"] = "text/event-stream"
            call.headers["Last-Event-ID"] = lastID
            try await waitForTurn(thread: nil, cost: live.request.cost)
            do throws(HTTPFailure) { answer = try await client.stream(call) } catch { throw .network(error) }
        } catch {
            throw failure(error)
        }
        let type = answer.headers["Content-Type"]?.prefix { $0 != ";" }.lowercased()
        guard answer.status == 200, type == "text/event-stream" else { throw await refusal(answer) }
        return answer
    }

    /// Why there is no line, read from the beginning of what came instead.
    private func refusal(_ answer: HTTPStreamedAnswer) async -> ConnectorFailure {
        var body: [UInt8] = []
        do {
            for try await chunk in answer.chunks {
                body += chunk
                if body.count >= 64 << 10 { break }
            }
        } catch {
            // What came until then is read.
        }
        let exchange = Exchange(HTTPAnswer(status: answer.status, headers: answer.headers, body: body), reading: nil)
        let verdict = verdict(on: exchange)
        guard verdict.label != .ok else {
            return failures.failure(
                .config, "\(manifest.title) opened no event stream",
                advice: "Look at `live` in the manifest, and at the platform's notes.")
        }
        return failures.failure(verdict)
    }

    private func take(
        _ event: EventStreamReader.Event, of stream: CompiledManifest.Stream, _ key: String, _ intake: any Intake
    ) async throws {
        let delivery = RawDelivery(
            origin: .poll, stream: StreamName(stream.name), headers: ["content-type": "application/json"],
            body: Array(event.data.utf8), context: PageContext(event: event.name).text, receivedAt: now())
        let found = interpretPage(delivery, body: nil)
        guard !found.arrivals.isEmpty || !found.refused.isEmpty else { return }
        let cursors = event.id.map { [key: StreamCursor($0)] } ?? [:]
        _ = try await intake.take(PolledPage(delivery: delivery, interpretation: found, cursors: cursors))
    }

    private func lineFailure(_ error: any Error) -> ConnectorFailure {
        switch error {
        case let failure as HTTPFailure: self.failure(.network(failure))
        case is EventStreamReader.TooLarge:
            failures.failure(
                .retry, "\(manifest.title) sent an event without end", advice: "Nothing to do: the line is opened anew.")
        default: storeFailure(error)
        }
    }
}
