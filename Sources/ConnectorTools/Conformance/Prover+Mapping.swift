import ConnectorKit
import ConnectorRuntime
import Expressions
import HTTPCore
import InboxModel

extension Prover {
    /// Ids are there and no accident, times lie in the past, texts carry no tags, and the same bytes mean the same again.
    func mapping() -> Verdict {
        var (proofs, failures) = (0, [String]())
        for playback in happy {
            let faults = playback.arrivals.flatMap { mistakes($0, playback.tape) } + unstable(playback)
            failures += faults.map { "\(playback.tape.name): \($0)" }
            if faults.isEmpty { proofs += 1 }
        }
        return Self.verdict(proofs, failures, otherwise: "no tape brings an item")
    }

    private func mistakes(_ arrival: Arrival, _ tape: Tape) -> [String] {
        var faults: [String] = []
        if ["", "null", "undefined", "true", "false"].contains(arrival.remoteID) || arrival.remoteID.hasPrefix("{") {
            faults.append("`\(arrival.remoteID)` is no id")
        }
        guard case .message(let message) = arrival else { return faults }
        for (what, moment) in [("at", message.at), ("edited_at", message.editedAt)] {
            guard let moment else { continue }
            if moment < Timestamp(rfc3339: "2000-01-01T00:00:00Z")! {
                faults.append("`\(what)` of \(message.id) is \(moment.rfc3339): seconds taken for milliseconds?")
            } else if moment > max(tape.given.now, Timestamp(rfc3339: "2030-01-01T00:00:00Z")!) + .seconds(86_400) {
                faults.append("`\(what)` of \(message.id) is \(moment.rfc3339), after the tape's own day")
            }
        }
        if let tag = Self.tag(in: message.text) { faults.append("the text of \(message.id) carries \(tag): map it as `html`") }
        if message.author.id == nil, message.author.name == nil { faults.append("nobody wrote \(message.id)") }
        if message.isOurs, message.needsAnswer { faults.append("\(message.id) is ours and wants an answer") }
        return faults
    }

    /// A piece of HTML in what should be a person's words.
    private static func tag(in text: String) -> String? {
        let tags = ["<p>", "<br", "</p>", "<div", "<span", "</a>", "<a href", "</span>", "&lt;", "&amp;", "&#8217;", "&quot;"]
        return tags.first { text.range(ofText: $0) != nil }
    }

    /// Reading the same bytes again, in another connector and at another time, gives the same.
    private func unstable(_ playback: Playback) -> [String] {
        var player = Player(playback.tape, manifest)
        var later = playback.tape
        later.given.now = later.given.now + .seconds(400 * 86_400)
        let other = Player(later, manifest)
        return player.deliveries().compactMap { delivery in
            let (one, two) = (player.connector.interpret(delivery), other.connector.interpret(delivery))
            return one.arrivals == two.arrivals ? nil : "the same bytes mean something else at another time"
        }
    }

    /// Every class of byte in body, signature and time is covered, and what is missing is refused.
    func signature() async -> Verdict {
        guard let webhook = manifest.webhook else { return .notApplicable("it has no webhook") }
        if case .none = webhook.verify { return .notApplicable("its webhook is not verified, with a reason") }
        var (proofs, failures) = (0, [String]())
        for playback in rehearsal.playbacks where playback.isRight && playback.tape.deed == .receive {
            let player = Player(playback.tape, manifest)
            guard let written = playback.tape.call, let call = try? player.call(written) else { continue }
            // Keys that are published are read before a call comes.
            if !player.accepts(call) { try? await player.connector.readHookKeys() }
            guard player.accepts(call) else { continue }
            let outcome = tampered(player, call, coversBody: webhook.verify.coversBody, maxAge: webhook.verify.maxAge)
            proofs += outcome.proofs
            failures += outcome.failures.map { "\(playback.tape.name): \($0)" }
        }
        return Self.verdict(proofs, failures, otherwise: "no tape of a call that is accepted")
    }

    private func tampered(
        _ player: Player, _ call: WebhookCall, coversBody: Bool, maxAge: Duration?
    ) -> (proofs: Int, failures: [String]) {
        var (proofs, failures) = (0, [String]())
        func mustFail(_ what: String, _ call: WebhookCall) {
            if player.accepts(call) { failures.append("\(what) was accepted") } else { proofs += 1 }
        }
        let signing = call.headers.keys.filter { name in
            var without = call
            without.headers[name] = nil
            return !player.accepts(without)
        }
        if signing.isEmpty, call.query.isEmpty { return (0, ["a call without any of its headers was accepted"]) }
        for name in signing.sorted() where name != "content-type" {
            let value = call.headers[name] ?? ""
            for (place, other) in Self.flips(value) {
                var changed = call
                changed.headers[name] = other
                mustFail("\(name) with another \(place) letter", changed)
            }
            var empty = call
            empty.headers[name] = ""
            mustFail("an empty \(name)", empty)
        }
        if let age = maxAge {
            var (late, early) = (call, call)
            late.receivedAt = call.receivedAt + age + .seconds(60)
            early.receivedAt = call.receivedAt - age - .seconds(60)
            mustFail("a call that is older than it may be", late)
            mustFail("a call from the future", early)
        }
        if coversBody, !call.body.isEmpty {
            for place in Set([0, call.body.count / 2, call.body.count - 1]) {
                var changed = call
                changed.body[place] ^= 1
                mustFail("a body with another byte \(place)", changed)
            }
            var longer = call
            longer.body.append(0x20)
            mustFail("a body with a blank more", longer)
        }
        return (proofs, failures)
    }

    /// The value with its first, middle and last letter changed, in each of several signatures at once: one that is right is enough.
    /// Base64's last letters may hold bits that nobody reads.
    private static func flips(_ value: String) -> [(place: String, value: String)] {
        ["first", "middle", "last"].compactMap { place in
            let parts = value.split(separator: " ", omittingEmptySubsequences: false).map { flipped(String($0), place) }
            let changed = parts.joined(separator: " ")
            return changed == value ? nil : (place, changed)
        }
    }

    private static func flipped(_ value: String, _ place: String) -> String {
        var letters = Array(value)
        let at = place == "first" ? 0 : place == "middle" ? letters.count / 2 : letters.count - 1
        guard letters.indices.contains(at), !(place == "last" && letters.last == "=") else { return value }
        letters[at] = letters[at] == "7" ? "3" : "7"
        return String(letters)
    }
}

extension CompiledManifest.Verify {
    /// Whether what proves the call is made from its body.
    fileprivate var coversBody: Bool {
        if case .signature = self { true } else { false }
    }

    /// How old a call may be, where the scheme knows its time.
    fileprivate var maxAge: Duration? {
        if case .signature(let signature) = self, signature.timestamp != nil { signature.maxAge } else { nil }
    }
}

extension Player {
    func accepts(_ call: WebhookCall) -> Bool {
        if case .store = connector.admit(call) { true } else { false }
    }
}
