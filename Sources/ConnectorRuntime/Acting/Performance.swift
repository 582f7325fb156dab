import ConnectorKit
import Expressions
import HTTPCore
import InboxModel

/// One attempt at an act: its steps in order, each result journalled before the next, so that a retry goes on where this one stopped.
struct Performance {
    let connector: ManifestConnector
    let action: CompiledManifest.Action
    let act: Act
    let journal: any StepJournal

    /// Why the attempt ended early.
    private enum Stop: Error {
        case outcome(SendOutcome)
        /// The item is elsewhere now: nothing was done, and this is to be asked again with what is kept of it changed.
        case moved([JSONObject.Member])
    }

    /// What the steps have brought so far.
    private struct Progress {
        /// Counts requests over all steps: the journal's numbers.
        var number = 0
        var names: [String: JSON]
        /// The last answer.
        var last: JSON = .null
        var res: JSON = .null
        /// Accepted, but not there yet: the platform will tell.
        var isPending = false
        var hasMoved = false

        /// Changes what is kept of the item; null takes away.
        mutating func move(_ members: [JSONObject.Member]) {
            hasMoved = true
            guard case .object(var item) = names["item"] else { return }
            var keep = JSONObject()
            if case .object(let kept) = item["keep"] { keep = kept }
            for (name, value) in members { keep[name] = value }
            item["keep"] = .object(keep)
            names["item"] = .object(item)
        }
    }

    func run() async -> SendOutcome {
        var progress = Progress(names: connector.names(of: act))
        do {
            for step in action.steps { try await run(step, &progress) }
            return try done(progress)
        } catch Stop.outcome(let outcome) {
            return outcome
        } catch {
            // Only the journal throws anything else: what was sent is not known to be remembered.
            return .unknown(words("the results of a step could not be kept", advice: "Look at the store's own message."))
        }
    }

    private func run(_ step: CompiledManifest.Step, _ progress: inout Progress) async throws {
        let names = connector.shown(progress.names)
        if let when = step.when, try !evaluated({ () throws(FormulaFailure) in try when.holds(progress.last, names) }) {
            if let name = step.name { progress.names[name] = step.each == nil ? .null : .array([]) }
            return
        }
        guard let each = step.each else {
            try await request(step, input: progress.last, &progress)
            if let name = step.name { progress.names[name] = progress.last }
            return
        }
        var results: [JSON] = []
        for element in try evaluated({ () throws(FormulaFailure) in try each.all(progress.last, names) }) {
            try await request(step, input: element, &progress)
            results.append(progress.last)
        }
        if let name = step.name { progress.names[name] = .array(results) }
    }

    /// Sends one request, or takes its result from an earlier attempt. What it had to wait for is a result of its own: an upload is
    /// not repeated because the platform was slow with it.
    private func request(_ step: CompiledManifest.Step, input: JSON, _ progress: inout Progress) async throws {
        try await once(&progress) { progress in
            let exchange = try await send(step.request, input, &progress)
            (progress.last, progress.res) = (exchange.body, exchange.res)
            progress.isPending = connector.verdict(on: exchange).label == .pending
        }
        guard let then = step.then else { return }
        try await once(&progress) { progress in try await wait(then, &progress) }
    }

    /// Does something whose result is kept; where it is kept already, nothing is done.
    private func once(_ progress: inout Progress, _ body: (inout Progress) async throws -> Void) async throws {
        progress.number += 1
        if let kept = try await journal.result(of: progress.number) { return try resume(kept, &progress) }
        try await body(&progress)
        var record: JSON = ["manifest": .string(connector.manifest.fingerprint), "answer": progress.last, "res": progress.res]
        if progress.isPending, case .object(var members) = record {
            members["pending"] = .bool(true)
            record = .object(members)
        }
        try await journal.record(record.encodedText(), of: progress.number)
    }

    /// A result of another version of the manifest means nothing to this one.
    private func resume(_ kept: String, _ progress: inout Progress) throws {
        let record = (try? JSON(parsing: kept)) ?? .null
        guard record["manifest"].text == connector.manifest.fingerprint else {
            throw Stop.outcome(
                .unknown(
                    words(
                        "a part was sent by another version of the connector",
                        advice: "Look on the platform what is there, and say so.")))
        }
        (progress.last, progress.res) = (record["answer"], record["res"])
        progress.isPending = record["pending"] == .bool(true)
    }

    /// Asks until the platform is ready.
    private func wait(_ then: CompiledManifest.Then, _ progress: inout Progress) async throws {
        let began = connector.now()
        let filling = connector.filling(progress.last, progress.names)
        var names = connector.shown(progress.names)
        names["res"] = progress.res
        while try !evaluated({ () throws(FormulaFailure) in try then.until.holds(progress.last, names) }) {
            guard connector.now() - began < then.within else {
                throw Stop.outcome(
                    .retry(
                        after: then.every,
                        words("\(connector.manifest.title) is still at work on it", advice: "It is tried again.")))
            }
            do { try await connector.clock.sleep(for: then.every) } catch {
                throw Stop.outcome(.retry(after: nil, words("the attempt was given up", advice: "It is tried again.")))
            }
            let exchange = try await send(then.request, filling, isHarmless: true)
            (progress.last, progress.res) = (exchange.body, exchange.res)
            names["res"] = exchange.res
        }
    }

    // MARK: Sending

    /// Sends what does something; once more where the platform says that the item has moved.
    private func send(
        _ request: CompiledManifest.Request, _ input: JSON, _ progress: inout Progress
    ) async throws -> Exchange {
        do {
            return try await send(
                request, connector.filling(input, progress.names, files: act.files), isHarmless: false,
                mayMove: !progress.hasMoved)
        } catch Stop.moved(let members) {
            progress.move(members)
            return try await send(
                request, connector.filling(input, progress.names, files: act.files), isHarmless: false)
        }
    }

    /// - Parameter isHarmless: whether the request only asks: a question can be put again.
    private func send(
        _ request: CompiledManifest.Request, _ filling: RequestMaker.Filling, isHarmless: Bool, mayMove: Bool = false
    ) async throws -> Exchange {
        let exchange: Exchange
        do throws(ManifestConnector.CallFault) {
            let call: HTTPCall
            do throws(Fault) { call = try connector.maker().call(request, filling, limits: limits) } catch {
                throw .made(error)
            }
            exchange = try await connector.answer(
                to: call, reading: request.reading, thread: act.item?.thread.rawValue,
                cost: request.cost)
        } catch {
            throw Stop.outcome(connector.outcome(error, isHarmless: isHarmless))
        }
        let verdict = connector.verdict(on: exchange)
        // What was accepted may have an id already: the end of the steps reads it.
        if verdict.label == .pending, !isHarmless { return exchange }
        if mayMove, verdict.label != .ok, let moved = connector.moved(exchange) { throw Stop.moved(moved) }
        let failure = connector.failures.failure(verdict)
        if let outcome = Outcomes.outcome(verdict, failure, looks: action.ability.unclear == .readBack) {
            if isHarmless, case .unknown(let failure) = outcome { throw Stop.outcome(.retry(after: nil, failure)) }
            throw Stop.outcome(outcome)
        }
        return exchange
    }

    /// Files take longer than words.
    private var limits: HTTPLimits { act.files.isEmpty ? HTTPLimits() : HTTPLimits(total: .seconds(120)) }

    private func done(_ progress: Progress) throws -> SendOutcome {
        guard let formula = action.id else {
            return progress.isPending ? .pending(id: nil) : .sent(id: nil, at: nil, permalink: nil)
        }
        var names = connector.shown(progress.names)
        names["res"] = progress.res
        // It is sent either way; without its id the echo will have to find it.
        let id = formula.value(progress.last, names).flatMap(stableText)
        if progress.isPending { return .pending(id: id.map { RemoteMessageID($0) }) }
        return .sent(id: id.map { RemoteMessageID($0) }, at: nil, permalink: nil)
    }

    // MARK: Words

    private func evaluated<Value>(_ body: () throws(FormulaFailure) -> Value) throws -> Value {
        do throws(FormulaFailure) {
            return try body()
        } catch {
            throw Stop.outcome(.blocked(connector.failures.failure(Fault(error, connector.manifest.name))))
        }
    }

    private func words(_ message: String, advice: String) -> ConnectorFailure {
        connector.failures.failure(.retry, message, advice: advice)
    }
}
