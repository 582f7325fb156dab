import ConnectorKit
import Expressions
import HTTPCore
import InboxModel

/// One attempt at an act by the connector's program. Each call of it that does something is journalled, so that a retry, which runs the
/// program from its beginning, sends none twice.
struct ProgramPerformance {
    let connector: ManifestConnector
    let action: CompiledManifest.Action
    let act: Act
    let journal: any StepJournal

    private enum Stop: Error {
        case outcome(SendOutcome)
    }

    func run() async -> SendOutcome {
        let talk: ProgramTalk
        do throws(ConnectorFailure) {
            talk = try await ProgramTalk.begin(act.verb.rawValue, task, of: connector)
        } catch {
            return error.label == .config ? .blocked(error) : .retry(after: nil, error)
        }
        let outcome = await outcome(talk)
        await talk.end()
        return outcome
    }

    /// What the program is told of the act: what expressions see, the bytes of files left out.
    private var task: [(String, JSON)] {
        connector.names(of: act).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private func outcome(_ talk: ProgramTalk) async -> SendOutcome {
        var fetches = 0
        var sent = 0
        do {
            while true {
                switch try await talk.next() {
                case .done(let value): return done(value)
                case .error(let failure): return outcome(failure)
                case .record, .cursor: continue
                case .fetch(let fetch):
                    fetches += 1
                    guard fetches <= ProgramTalk.mostFetches else {
                        return .failed(words("the program made too many fetches", "Mend the program, then try again."))
                    }
                    if !fetch.isHarmless { sent += 1 }
                    try await talk.tell(try await answer(to: fetch, number: sent))
                }
            }
        } catch Stop.outcome(let outcome) {
            return outcome
        } catch let failure as ConnectorFailure {
            // What it had sent is in the journal: running it again is safe.
            return .retry(after: nil, failure)
        } catch {
            return .unknown(words("the results of a call could not be kept", "Look at the store's own message."))
        }
    }

    /// Makes a call, or takes its answer from an earlier attempt.
    private func answer(to fetch: ProgramFetch, number: Int) async throws -> JSON {
        guard !fetch.isHarmless else { return try await send(fetch).answer }
        if let kept = try await journal.result(of: number) {
            let record = (try? JSON(parsing: kept)) ?? .null
            guard record["fetch"] == fetch.value else {
                throw Stop.outcome(
                    .unknown(
                        words(
                            "the program asked for another call than at the first attempt",
                            "Look on the platform what is there, and say so.")))
            }
            return record["answer"]
        }
        let (answer, isDone) = try await send(fetch)
        // What the platform refused did nothing: it may be asked for again.
        if isDone {
            let record: JSON = ["fetch": fetch.value, "answer": answer]
            try await journal.record(record.encodedText(), of: number)
        }
        return answer
    }

    private func send(_ fetch: ProgramFetch) async throws -> (answer: JSON, isDone: Bool) {
        let exchange: Exchange
        do throws(ManifestConnector.CallFault) {
            exchange = try await connector.exchange(fetch, act.files, thread: act.item?.thread.rawValue)
        } catch {
            throw Stop.outcome(connector.outcome(error, isHarmless: fetch.isHarmless))
        }
        let verdict = connector.verdict(on: exchange)
        let failure = connector.failures.failure(verdict)
        if verdict.stopsChannel || (verdict.label == .retry && !fetch.isHarmless),
            let outcome = Outcomes.outcome(verdict, failure, looks: false)
        {
            throw Stop.outcome(outcome)
        }
        return (exchange.told(verdict.label), verdict.label == .ok || verdict.label == .pending)
    }

    /// The program's own word on why not.
    private func outcome(_ failure: ConnectorFailure) -> SendOutcome {
        switch failure.label {
        case .ok, .duplicate: .sent(id: nil, at: nil, permalink: nil)
        case .pending: .pending(id: nil)
        case .rateLimited, .retry: .retry(after: failure.retryAfter, failure)
        case .authExpired, .config: .blocked(failure)
        case .authDenied, .gone, .windowClosed, .rejected, .end: .failed(failure)
        }
    }

    private func done(_ value: JSON) -> SendOutcome {
        let id = action.id?.value(value, connector.shown(connector.names(of: act))).flatMap(stableText)
        return .sent(id: id.map { RemoteMessageID($0) }, at: nil, permalink: nil)
    }

    private func words(_ message: String, _ advice: String) -> ConnectorFailure {
        connector.failures.failure(.retry, message, advice: advice)
    }
}
