import ConnectorKit
import ConnectorRuntime
import Expressions
import HTTPCore
import InboxModel

extension Player {
    mutating func account() async {
        do throws(ConnectorFailure) {
            let account = try await connector.account()
            succeeded()
            let value = JSON.fields([("id", .string(account.id)), ("name", .text(account.name)), ("url", .text(account.url))])
            if let wanted = tape.expect.account { result.problems += ItemComparison.differences(wanted, value, "account") }
        } catch {
            failed(error)
        }
    }

    mutating func poll(_ stream: String) async {
        do throws(ConnectorFailure) {
            try await connector.poll(StreamName(stream), intake: intake)
            succeeded()
        } catch {
            failed(error)
        }
        compareItems()
        compareCursor(stream)
    }

    mutating func subscribe() async {
        do throws(ConnectorFailure) {
            try await connector.subscribe(to: binding.hook?.url ?? "")
            succeeded()
        } catch {
            failed(error)
        }
    }

    mutating func unsubscribe() async {
        do throws(ConnectorFailure) {
            try await connector.unsubscribe(from: binding.hook?.url ?? "")
            succeeded()
        } catch {
            failed(error)
        }
    }

    mutating func renew() async {
        do throws(ConnectorFailure) {
            try await connector.renew(binding.hook?.url ?? "")
            succeeded()
        } catch {
            failed(error)
        }
    }

    mutating func refresh() async {
        do throws(ConnectorFailure) {
            try await connector.renewSignIn()
            succeeded()
        } catch {
            failed(error)
        }
    }

    // MARK: Webhooks

    mutating func receive() async {
        guard let written = tape.call else { return }
        if tape.given.account == nil, !tape.exchanges.isEmpty { await account() }
        let call: WebhookCall
        do throws(EvaluationFailure) {
            call = try self.call(written)
        } catch {
            return problem("the call cannot be signed: \(error.message)", at: "call")
        }
        switch await decision(on: call) {
        case .refuse, .comeBack:
            if tape.expect.outcome != "refused" {
                compare("answer", "\(tape.expect.answer?.status ?? 200)", "401", at: "answer")
            }
            stored(false)
        case .answer(let answer):
            compare(answer)
            stored(false)
        case .store(let delivery, let answer):
            if tape.expect.outcome == "refused" { compare("outcome", "refused", "accepted", at: "outcome") }
            compare(answer)
            stored(true)
            intake.take(connector.interpret(delivery))
            compareItems()
        }
    }

    /// Where the call carries a key that nobody knows yet, the tape has the answer with the keys.
    private mutating func decision(on call: WebhookCall) async -> WebhookDecision {
        let first = connector.admit(call)
        guard case .comeBack = first else { return first }
        do throws(ConnectorFailure) { try await connector.readHookKeys() } catch { failed(error) }
        return connector.admit(call)
    }

    /// The platform's call, signed as the tape says.
    func call(_ written: Tape.Call) throws(EvaluationFailure) -> WebhookCall {
        let body = written.body?.bytes ?? []
        var names: [String: JSON] = [
            "body": .string(String(decoding: body, as: UTF8.self)), "now": .integer(tape.given.now.seconds),
            "hook": ["url": .string(binding.hook?.url ?? ""), "secret": .string(binding.hook?.secret ?? "")],
            "settings": .object(
                JSONObject(binding.settings.merging(binding.secrets) { $1 }.map { ($0.key, .string($0.value)) })),
            "secrets": .object(JSONObject(binding.secrets.map { ($0.key, .string($0.value)) })),
        ]
        names["app"] = tape.given.app
        var headers: [String: String] = [:]
        if let type = written.body?.type { headers["content-type"] = type }
        for (name, template) in written.headers {
            let value = try template.render(.null, variables: names)
            headers[name.lowercased()] = value.text ?? value.encodedText()
        }
        var query: [(name: String, value: String)] = []
        for (name, template) in written.query {
            let value = try template.render(.null, variables: names)
            query.append((name, value.text ?? value.encodedText()))
        }
        let tail = query.map { "\(FormText.encoded($0.name))=\(FormText.encoded($0.value))" }.joined(separator: "&")
        let url = (binding.hook?.url ?? "") + (tail.isEmpty ? "" : "?\(tail)")
        return WebhookCall(
            method: written.method, url: url, query: query, headers: headers, body: body, receivedAt: tape.given.now)
    }

    private mutating func stored(_ isStored: Bool) {
        let wanted = tape.expect.stored ?? (tape.expect.items == nil ? nil : true)
        if let wanted { compare("stored", "\(wanted)", "\(isStored)", at: "stored") }
    }

    private mutating func compare(_ answer: WebhookAnswer) {
        guard let wanted = tape.expect.answer else { return }
        compare("answer: status", "\(wanted.status)", "\(answer.status)", at: "answer")
        guard let body = wanted.body else { return }
        if let json = try? JSON(parsing: answer.body), let value = body.value?.json, json == value { return }
        compare(
            "answer: body", String(decoding: body.bytes, as: UTF8.self), String(decoding: answer.body, as: UTF8.self),
            at: "answer")
    }

    // MARK: Acts

    mutating func perform(_ verb: Verb) async {
        let act = act(verb)
        result.action = connector.actionIndex(for: act)
        var outcome = await connector.perform(act, steps: TapeJournal())
        if case .unknown = outcome, platform.played < tape.exchanges.count, let found = await readBack(act) { outcome = found }
        compare(outcome)
    }

    /// What looking on the platform made of an unclear outcome, where the action can look.
    private mutating func readBack(_ act: Act) async -> SendOutcome? {
        guard let index = result.action, manifest.actions[index].look != nil else { return nil }
        do throws(ConnectorFailure) {
            guard case .found(let id, let at, let permalink) = try await connector.readBack(act) else { return nil }
            return .sent(id: id, at: at, permalink: permalink)
        } catch {
            return .unknown(error)
        }
    }

    private func act(_ verb: Verb) -> Act {
        let written = tape.act ?? Tape.Act()
        var item: StoredItem?
        if let value = written.item {
            let id = value.members == nil ? value.text : nil
            item = id.flatMap { id in intake.known.first { $0.item.id.rawValue == id }?.item }
            if item == nil, value.members != nil { item = StoredItem(value, now: tape.given.now) }
        }
        return Act(
            verb: verb, key: written.key, item: item, text: written.text, subject: written.subject,
            files: written.files.map { OutgoingFile(name: $0.name, type: $0.type, bytes: $0.bytes) }, author: written.author,
            firstTriedAt: tape.given.now)
    }

    private mutating func compare(_ outcome: SendOutcome) {
        let expect = tape.expect
        let words = outcome.words(last: lastLabel)
        let wanted = expect.outcome ?? "sent"
        if !words.contains(wanted) {
            let said = outcome.failure.map { " (\($0.message))" } ?? ""
            compare("outcome", wanted, words[0] + said, at: "outcome")
        }
        if let id = expect.id { compare("id", id, outcome.id ?? "none", at: "id") }
        compare(waiting: outcome.failure?.retryAfter ?? outcome.after, saying: outcome.failure)
    }

    /// How the last answer was classed.
    private var lastLabel: ErrorLabel? {
        guard platform.played > 0, case .answer(let answer) = tape.exchanges[platform.played - 1].reply else { return nil }
        return connector.label(of: HTTPAnswer(answer, url: "")).label
    }

    // MARK: Comparing

    mutating func succeeded() {
        if let wanted = tape.expect.outcome, wanted != "ok", wanted != "end" { compare("outcome", wanted, "ok", at: "outcome") }
    }

    mutating func failed(_ failure: ConnectorFailure) {
        let wanted = tape.expect.outcome ?? "ok"
        if wanted != failure.label.rawValue {
            compare("outcome", wanted, "\(failure.label.rawValue) (\(failure.message))", at: "outcome")
        }
        compare(waiting: failure.retryAfter, saying: failure)
    }

    private mutating func compare(waiting after: Duration?, saying failure: ConnectorFailure?) {
        if let seconds = tape.expect.after {
            compare("after", "\(seconds)", after.map { "\($0.wholeSeconds)" } ?? "no time", at: "after")
        }
        if let part = tape.expect.message {
            let told = failure.map { "\($0.message) \($0.advice)" } ?? ""
            if !told.contains(part) { compare("message", "…\(part)…", told, at: "message") }
        }
    }

    mutating func compareItems() {
        let expect = tape.expect
        if let items = expect.items {
            result.problems += ItemComparison.problems(
                items, intake.arrivals.map(\.value), at: expect.place(of: "items"))
        }
        let left = intake.refusals
        switch expect.left {
        case .reasons(let reasons):
            for (index, reason) in reasons.enumerated() where !left.contains(where: { $0.reason.contains(reason) }) {
                problem("left[\(index)]: no record was refused for `\(reason)`", at: "left")
            }
            if left.count != reasons.count { compare("left", "\(reasons.count) refused", "\(left.count)", at: "left") }
        case .some(.none), nil:
            for refusal in left { problem("\(refusal.place) was refused: \(refusal.reason)", at: "left") }
        }
        var skipped = expect.skipped
        if skipped == nil, case .some(.none) = expect.left { skipped = 0 }
        if let skipped { compare("skipped", "\(skipped)", "\(intake.skipped)", at: "skipped") }
    }

    mutating func compareCursor(_ name: String) {
        guard let wanted = tape.expect.cursor, let stream = manifest.stream(name) else { return }
        let cursor =
            intake.cursors[name] ?? intake.cursors.filter { $0.key.hasPrefix("\(name)/") }.min { $0.key < $1.key }?.value
        let value = cursor?.resumeValue(in: stream) ?? tape.given.cursor ?? .null
        result.problems += ItemComparison.differences(wanted, value, "cursor")
    }
}

extension SendOutcome {
    /// The words a tape may call it by; the first is the plainest.
    fileprivate func words(last: ErrorLabel?) -> [String] {
        switch self {
        case .sent: ["sent"] + (last.map { [$0.rawValue] } ?? [])
        case .pending: ["pending"]
        case .retry(_, let failure), .blocked(let failure), .failed(let failure): [failure.label.rawValue]
        case .unknown(let failure): ["unknown", failure.label.rawValue]
        }
    }

    var failure: ConnectorFailure? {
        switch self {
        case .sent, .pending: nil
        case .retry(_, let failure), .blocked(let failure), .failed(let failure), .unknown(let failure): failure
        }
    }

    fileprivate var after: Duration? {
        if case .retry(let after, _) = self { after } else { nil }
    }

    fileprivate var id: String? {
        switch self {
        case .sent(let id, _, _), .pending(let id): id?.rawValue
        default: nil
        }
    }
}

extension Duration {
    /// Whole seconds, rounded up: who waits less comes too early.
    var wholeSeconds: Int64 { components.seconds + (components.attoseconds > 0 ? 1 : 0) }
}
