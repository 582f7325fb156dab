import ConnectorKit
import ConnectorRuntime
import Cryptography
import Expressions
import HTTPCore
import InboxModel

extension Prover {
    /// The tape with another answer in place of the one that brought the page; what stands before it stays.
    private func platform(_ playback: Playback, _ answer: HTTPAnswer) -> MadePlatform {
        let others = LoosePlatformAnswers(signIn(playback))
        return MadePlatform { call, _ throws(HTTPFailure) in others.answer(to: call) ?? answer }
    }

    /// The exchanges of a tape that find out who we are.
    private func signIn(_ playback: Playback) -> [Tape.Exchange] {
        guard playback.tape.given.account == nil, manifest.account != nil else { return [] }
        return Array(playback.tape.exchanges.prefix(1))
    }

    /// What a connector says when every page is answered like this.
    private func failure(_ playback: Playback, _ answer: HTTPAnswer) async -> (
        failure: ConnectorFailure?, stage: Stage, calls: Int
    ) {
        let platform = platform(playback, answer)
        let stage = Stage(playback.tape, manifest, platform)
        do throws(ConnectorFailure) {
            try await stage.connector.poll(stage.stream, intake: stage.intake())
            return (nil, stage, platform.calls)
        } catch {
            return (error, stage, platform.calls)
        }
    }

    // MARK: limits

    /// 429 with seconds, with a date, with an epoch: the channel waits that long and asks nothing meanwhile.
    func limits() async -> Verdict {
        var (proofs, failures) = (0, [String]())
        for playback in samplePolls {
            let now = playback.tape.given.now
            let ways: [(String, HTTPHeaders)] = [
                ("seconds", ["Retry-After": "30"]), ("a date", ["Retry-After": MailDate.text(now + .seconds(30))]),
                ("an epoch", ["X-RateLimit-Remaining": "0", "X-RateLimit-Reset": String((now + .seconds(30)).seconds)]),
            ]
            for (name, headers) in ways {
                let answer = HTTPAnswer(status: 429, headers: headers, body: [])
                let (failure, stage, calls) = await failure(playback, answer)
                guard let failure, failure.label == .rateLimited, let after = failure.retryAfter else {
                    failures.append(
                        "\(playback.tape.name): 429 with \(name) is \(failure.map { $0.label.rawValue } ?? "no failure")")
                    continue
                }
                guard (28...31).contains(after.wholeSeconds) else {
                    failures.append("\(playback.tape.name): 429 with \(name) is waited for \(after.wholeSeconds) s, not 30")
                    continue
                }
                let again = await Self.isQuiet(stage)
                if again {
                    proofs += 1
                } else {
                    failures.append("\(playback.tape.name): after 429 with \(name) it asked again (\(calls))")
                }
            }
        }
        return Self.verdict(proofs, failures, otherwise: "no stream is polled")
    }

    /// Whether a channel that is to wait says so instead of asking.
    private static func isQuiet(_ stage: Stage) async -> Bool {
        do throws(ConnectorFailure) {
            try await stage.connector.poll(stage.stream, intake: stage.intake())
            return false
        } catch {
            return error.label == .rateLimited
        }
    }

    // MARK: hostile

    /// Answers that no platform should give: what is in the inbox stays, nothing of them enters, and it ends soon.
    func hostile() async -> Verdict {
        let deep = [UInt8](repeating: UInt8(ascii: "["), count: 10_000) + [UInt8](repeating: UInt8(ascii: "]"), count: 10_000)
        let bodies: [(String, String, [UInt8])] = [
            ("50 MB", "application/json", [UInt8](repeating: UInt8(ascii: " "), count: 50 << 20)),
            ("10,000 levels", "application/json", deep), ("a text for a list", "application/json", Array(#""no""#.utf8)),
            ("a number for a list", "application/json", Array("42".utf8)), ("null", "application/json", Array("null".utf8)),
            ("HTML", "text/html", Array("<!doctype html><p>Sign in</p>".utf8)),
            ("bytes", "image/png", [0x89, 0x50, 0x4E, 0x47, 0, 1]),
            ("half an answer", "application/json", Array(#"{"items": [{"id": 1, "te"#.utf8)),
        ]
        var (proofs, failures) = (0, [String]())
        for playback in samplePolls.prefix(2) {
            for (name, type, body) in bodies {
                let platform = platform(playback, HTTPAnswer(status: 200, headers: ["Content-Type": type], body: body))
                let stage = Stage(playback.tape, manifest, platform)
                let intake = stage.intake()
                let began = ContinuousClock.now
                do throws(ConnectorFailure) { try await stage.connector.poll(stage.stream, intake: intake) } catch {
                    if error.message.utf8.count > 2_000 { failures.append("\(playback.tape.name): \(name) is told at length") }
                }
                if !intake.arrivals.isEmpty {
                    failures.append("\(playback.tape.name): \(name) brought \(intake.arrivals.count) items")
                } else if ContinuousClock.now - began > .seconds(10) {
                    failures.append("\(playback.tape.name): \(name) took more than 10 s")
                } else {
                    proofs += 1
                }
            }
        }
        let calls = hostileCalls(bodies.filter { $0.0 != "50 MB" })
        return Self.verdict(
            proofs + calls.proofs, failures + calls.failures, otherwise: "nothing is polled and no call comes")
    }

    /// The same as bodies of calls that were verified: read as nothing, and kept in quarantine.
    private func hostileCalls(_ bodies: [(String, String, [UInt8])]) -> (proofs: Int, failures: [String]) {
        guard let playback = happy.first(where: { $0.tape.deed == .receive }) else { return (0, []) }
        var (proofs, failures) = (0, [String]())
        for (name, type, body) in bodies {
            let delivery = RawDelivery(
                origin: .webhook, headers: ["content-type": type], body: body, receivedAt: playback.tape.given.now)
            let found = Player(playback.tape, manifest).connector.interpret(delivery)
            if found.arrivals.isEmpty { proofs += 1 } else { failures.append("a call with \(name) brought items") }
        }
        return (proofs, failures)
    }

    // MARK: redaction

    /// Whatever a platform says back, no secret is in what is told.
    func redaction() async -> Verdict {
        guard let playback = samplePolls.first ?? rehearsal.playbacks.first(where: { $0.tape.deed == .account }) else {
            return .notApplicable("nothing is asked of the platform")
        }
        let secrets = secrets(of: playback.tape)
        guard !secrets.isEmpty else { return .notApplicable("it has no secret") }
        var (proofs, failures) = (0, [String]())
        for secret in secrets.sorted() {
            let forms = [secret, FormText.encoded(secret), Base64.standard.encode(Array(secret.utf8))]
            for status in [400, 401, 403, 404, 429, 500] {
                let told = await told(playback, status, "refused: " + forms.joined(separator: " "))
                if let leak = forms.first(where: { told.range(ofText: $0) != nil }) {
                    failures.append("\(status): a secret is told (\(leak.prefix(3))…)")
                } else {
                    proofs += 1
                }
            }
        }
        return Self.verdict(proofs, failures, otherwise: "")
    }

    /// The channel's own secrets, those of its app, and the tokens of its sign-in.
    private func secrets(of tape: Tape) -> [String] {
        let binding = ChannelBinding(tape, manifest)
        let app = (binding.app?.secrets ?? [:]).filter { $0.key != "client_id" }
        let token = manifest.auth.signIn == nil ? nil : tape.given.signIn?.token
        let tokens = ["access_token", "refresh_token"].compactMap { token?[$0].text }
        return (Array(binding.secrets.values) + Array(app.values) + tokens).filter { $0.utf8.count >= 4 }
    }

    /// What is told after an answer whose every text is this one: the manifest's `message` finds it wherever it looks.
    private func told(_ playback: Playback, _ status: Int, _ text: String) async -> String {
        let bodies = rehearsal.playbacks.flatMap { played in
            played.tape.exchanges.compactMap { exchange -> JSON? in
                guard case .answer(let answer) = exchange.reply, answer.status >= 400, let bytes = answer.body?.bytes else {
                    return nil
                }
                return try? JSON(parsing: bytes)
            }
        }
        let body = (bodies.first ?? ["error": "", "message": ""]).withTexts(text)
        let answer = HTTPAnswer(status: status, headers: ["Content-Type": "application/json"], body: body.encoded())
        let stage = Stage(playback.tape, manifest, MadePlatform { _, _ throws(HTTPFailure) in answer })
        do throws(ConnectorFailure) {
            if playback.tape.polled != nil {
                try await stage.connector.poll(stage.stream, intake: stage.intake())
            } else {
                _ = try await stage.connector.account()
            }
            return ""
        } catch {
            return "\(error.message) \(error.advice)"
        }
    }
}

extension JSON {
    /// The same with every text replaced.
    fileprivate func withTexts(_ text: String) -> JSON {
        switch self {
        case .string: .string(text)
        case .array(let elements): .array(elements.map { $0.withTexts(text) })
        case .object(let object): .object(JSONObject(object.members.map { ($0.key, $0.value.withTexts(text)) }))
        default: self
        }
    }
}

/// The date of RFC 9110: `Wed, 25 Nov 2026 16:00:00 GMT`.
enum MailDate {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]

    static func text(_ moment: Timestamp) -> String {
        // 2026-11-25T16:00:00…
        let text = moment.rfc3339
        let parts = text.prefix(10).split(separator: "-")
        let day = days[Int(moment.seconds / 86_400 % 7)]
        return "\(day), \(parts[2]) \(months[Int(parts[1])! - 1]) \(parts[0]) \(text.dropFirst(11).prefix(8)) GMT"
    }
}
