import ConnectorKit
import Expressions
import HTTPCore
import InboxModel

extension ManifestConnector {
    /// Reads a stream through the connector's program: records go through the stream's map as any others do, and are stored with the
    /// cursor that follows them.
    func pollByProgram(_ stream: CompiledManifest.Stream, _ intake: any Intake) async throws(ConnectorFailure) {
        let key = stream.name
        let kept: StreamCursor?
        do { kept = try await intake.cursor(key) } catch { throw storeFailure(error) }
        // One that another way of reading the stream left means nothing to the program.
        let cursor = kept.flatMap { StreamMemory($0, meaning: stream.meaning)?.at?.text }
        let talk = try await ProgramTalk.begin(
            "poll", [("stream", .string(stream.name)), ("cursor", cursor.map(JSON.string) ?? .null)], of: self)
        do throws(ConnectorFailure) {
            try await poll(stream, key, talk, isFirst: cursor == nil, intake)
        } catch {
            await talk.end()
            throw error
        }
        await talk.end()
    }

    private func poll(
        _ stream: CompiledManifest.Stream, _ key: String, _ talk: ProgramTalk, isFirst: Bool, _ intake: any Intake
    ) async throws(ConnectorFailure) {
        var records: [JSON] = []
        var (all, fetches) = (0, 0)
        while true {
            switch try await talk.next() {
            case .record(let record):
                all += 1
                guard all <= ProgramTalk.mostRecords else { throw tooMuch("records") }
                records.append(record)
            case .cursor(let text):
                let cursor = StreamCursor(standingAt: .string(text), in: stream, since: now())
                try await take(records, of: stream, cursors: [key: cursor], isHistory: isFirst, intake)
                records = []
            case .fetch(let fetch):
                fetches += 1
                guard fetches <= ProgramTalk.mostFetches else { throw tooMuch("fetches") }
                try await talk.tell(try await answer(to: fetch))
            case .done:
                return try await take(records, of: stream, cursors: [:], isHistory: isFirst, intake)
            case .error(let failure): throw failure
            }
        }
    }

    private func take(
        _ records: [JSON], of stream: CompiledManifest.Stream, cursors: [String: StreamCursor], isHistory: Bool,
        _ intake: any Intake
    ) async throws(ConnectorFailure) {
        guard !records.isEmpty || !cursors.isEmpty else { return }
        let page = JSON.array(records)
        let delivery = RawDelivery(
            origin: .poll, stream: StreamName(stream.name), headers: ["content-type": "application/json"], body: page.encoded(),
            receivedAt: now(), isHistory: isHistory)
        let read = PolledPage(delivery: delivery, interpretation: interpretPage(delivery, body: page), cursors: cursors)
        do { _ = try await intake.take(read) } catch { throw storeFailure(error) }
    }

    /// Makes the call. What stops the whole channel stops the run; anything else is for the program to judge.
    private func answer(to fetch: ProgramFetch) async throws(ConnectorFailure) -> JSON {
        let exchange: Exchange
        do throws(CallFault) { exchange = try await self.exchange(fetch, []) } catch { throw failure(error) }
        let verdict = verdict(on: exchange)
        guard !verdict.stopsChannel else { throw failures.failure(verdict) }
        return exchange.told(verdict.label)
    }

    func exchange(
        _ fetch: ProgramFetch, _ files: [OutgoingFile], thread: String? = nil
    ) async throws(CallFault) -> Exchange {
        let call: HTTPCall
        do throws(Fault) {
            let limits = files.isEmpty ? HTTPLimits() : HTTPLimits(total: .seconds(120))
            call = try maker().call(fetch, filling(files: files), limits: limits)
        } catch {
            throw .made(error)
        }
        return try await answer(to: call, reading: nil, thread: thread)
    }

    private func tooMuch(_ what: String) -> ConnectorFailure {
        failures.failure(
            ProgramTrouble(
                "the program made too many \(what) in one run", advice: "Say cursor and done sooner; the next run goes on."))
    }
}

extension Verdict {
    /// Not a matter of one call: limits, credentials, settings.
    var stopsChannel: Bool { [.rateLimited, .authExpired, .config].contains(label) }
}

extension Exchange {
    /// The answer as a program hears it.
    func told(_ label: ErrorLabel) -> JSON {
        var object = JSONObject([("means", .string(label.rawValue))])
        object["status"] = res["status"]
        object["headers"] = res["headers"]
        object["body"] = unreadable == nil ? body : .string(String(decoding: bytes, as: UTF8.self))
        return .object(object)
    }
}
