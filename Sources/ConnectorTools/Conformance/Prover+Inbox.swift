import ConnectorKit
import ConnectorRuntime
import Expressions
import HTTPCore
import InboxModel

extension Prover {
    // MARK: crash

    /// Killed after every request and every store: once it has run again, the inbox is as if nothing had happened.
    func crash() async throws -> Verdict {
        var (proofs, failures) = (0, [String]())
        for playback in samplePolls {
            let whole = try await withFolder { try await life(playback, in: $0) }
            for request in 1..<max(2, whole.calls) {
                proofs += 1
                let after = try await reborn(playback, diesAfterRequest: request, diesAfterStore: nil)
                if after != whole.contents {
                    failures.append(Self.difference(playback, "request \(request)", whole.contents, after))
                }
            }
            for store in 1..<(whole.stores + 1) {
                proofs += 1
                let after = try await reborn(playback, diesAfterRequest: nil, diesAfterStore: store)
                if after != whole.contents {
                    failures.append(Self.difference(playback, "store \(store)", whole.contents, after))
                }
            }
        }
        if failures.isEmpty {
            return Self.verdict(proofs, [], otherwise: "nothing is polled: calls are stored before they are read")
        }
        return .failed(failures)
    }

    private static func difference(_ playback: Playback, _ place: String, _ wanted: [String], _ got: [String]) -> String {
        let lost = wanted.filter { !got.contains($0) }
        let more = got.filter { !wanted.contains($0) }
        let words = lost.isEmpty ? "one more: \(more.first ?? "twice the same")" : "lost: \(lost[0])"
        return "\(playback.tape.name): killed after \(place), \(words)"
    }

    /// One life of a process on an inbox's folder.
    private func life(
        _ playback: Playback, in folder: String, diesAfterRequest request: Int? = nil, diesAfterStore store: Int? = nil
    ) async throws -> (contents: [String], calls: Int, stores: Int) {
        let platform = LoosePlatform(playback.tape.exchanges, diesAfter: request)
        let stage = Stage(playback.tape, manifest, platform)
        let inbox = try await open(folder, manifest) { [time = stage.time] in time.wall }
        try await stage.furnish(inbox)
        let intake = DyingIntake(inbox.intake, diesAfter: store)
        // How a life ends is no matter; what it leaves behind is.
        do throws(ConnectorFailure) { try await stage.connector.poll(stage.stream, intake: intake) } catch {
            if error.label == .config, !platform.strayed { throw error }
        }
        // The dead are not asked.
        let contents = request == nil && store == nil ? try await inbox.contents() : []
        await inbox.close()
        return (contents, platform.calls, intake.stores)
    }

    /// A life that ends early, and one after it.
    private func reborn(_ playback: Playback, diesAfterRequest: Int?, diesAfterStore: Int?) async throws -> [String] {
        try await withFolder { folder in
            _ = try await life(playback, in: folder, diesAfterRequest: diesAfterRequest, diesAfterStore: diesAfterStore)
            return try await life(playback, in: folder).contents
        }
    }

    // MARK: dedupe

    /// The same delivery a second time adds nothing.
    func dedupe() async throws -> Verdict {
        var (proofs, failures) = (0, [String]())
        for playback in sampleHappy {
            var player = Player(playback.tape, manifest)
            let deliveries = player.deliveries()
            let (once, twice) = try await withFolder { folder in
                let inbox = try await open(folder, manifest) { [time = player.stage.time] in time.wall }
                for delivery in deliveries { try await inbox.take(player.connector.interpret(delivery).arrivals) }
                let once = try await inbox.contents()
                for delivery in deliveries { try await inbox.take(player.connector.interpret(delivery).arrivals) }
                let twice = try await inbox.contents()
                await inbox.close()
                return (once, twice)
            }
            if once == twice {
                proofs += 1
            } else {
                failures.append("\(playback.tape.name): \(once.count) became \(twice.count)")
            }
        }
        return Self.verdict(proofs, failures, otherwise: "no tape brings an item")
    }

    // MARK: edit

    /// A payload in which only the words differ is an edit of the same message: one message, with the new words.
    func edit() async throws -> Verdict {
        var (proofs, failures) = (0, [String]())
        for playback in sampleHappy {
            var player = Player(playback.tape, manifest)
            guard let first = player.deliveries().first(where: { !player.connector.interpret($0).arrivals.isEmpty }),
                let changed = Self.changed(first, player.connector)
            else { continue }
            let (before, after) = try await withFolder { folder in
                let inbox = try await open(folder, manifest) { [time = player.stage.time] in time.wall }
                try await inbox.take(player.connector.interpret(first).arrivals)
                let before = try await inbox.contents()
                player.stage.time.advance(by: .seconds(60))
                try await inbox.take(player.connector.interpret(changed).arrivals)
                let after = try await inbox.contents()
                await inbox.close()
                return (before, after)
            }
            let differing = zip(before, after).count { $0 != $1 }
            if before.count == after.count, differing == 1 {
                proofs += 1
            } else {
                failures.append("\(playback.tape.name): \(before.count) became \(after.count), \(differing) changed")
            }
        }
        return Self.verdict(proofs, failures, otherwise: "no payload whose words can be changed")
    }

    /// The delivery with other words in it: the one text of the payload that changes exactly one message's words and nothing else.
    private static func changed(_ delivery: RawDelivery, _ connector: ManifestConnector) -> RawDelivery? {
        guard let body = try? JSON(parsing: delivery.body) else { return nil }
        let before = connector.interpret(delivery).arrivals
        for (path, value) in body.walk() {
            guard let text = value.text, !text.isEmpty else { continue }
            var other = delivery
            other.body = body.replacing(path, with: .string(text + " (so)")).encoded()
            let after = connector.interpret(other).arrivals
            guard after.count == before.count else { continue }
            let changes = zip(before, after).filter { $0 != $1 }
            // A page may bring an item and its own edit: what counts is then the last.
            guard Set(before.map(\.identity)).count == before.count else { continue }
            if changes.count == 1, case .message(var one) = changes[0].0, case .message(let two) = changes[0].1,
                one.text != two.text
            {
                (one.text, one.html) = (two.text, two.html)
                if one == two { return other }
            }
        }
        return nil
    }

    // MARK: echo

    /// An answer, and its echo before the platform has answered and after: one message either way.
    func echo() async throws -> Verdict {
        let replies = rehearsal.playbacks.filter { playback in
            playback.isRight && playback.tape.deed == .perform(.reply) && playback.tape.expect.id != nil
                && playback.tape.act?.files.isEmpty == true && (playback.tape.expect.outcome ?? "sent") == "sent"
        }
        var (proofs, failures) = (0, [String]())
        for playback in replies.prefix(2) {
            for echoComesFirst in [true, false] {
                let lines = try await withFolder { try await roundTrip(playback, in: $0, echoComesFirst: echoComesFirst) }
                let before = playback.tape.given.known.count { $0.json["mine"] == true }
                let ours = lines.count { $0.hasPrefix("message|") && $0.contains("|outbound|") } - before
                if ours == 1 {
                    proofs += 1
                } else {
                    let order = echoComesFirst ? "before" : "after"
                    failures.append("\(playback.tape.name): with the echo \(order) the answer there are \(ours) of ours")
                }
            }
        }
        return Self.verdict(proofs, failures, otherwise: "no tape of a reply whose id is known")
    }

    private func roundTrip(_ playback: Playback, in folder: String, echoComesFirst: Bool) async throws -> [String] {
        let platform = LoosePlatform(playback.tape.exchanges)
        let stage = Stage(playback.tape, manifest, platform)
        let inbox = try await open(folder, manifest) { [time = stage.time] in time.wall }
        try await stage.furnish(inbox)
        guard let written = playback.tape.act, let target = stage.target(of: written) else { return [] }
        let claim = try await inbox.claim(replyTo: target, written.text, abilities: stage.connector.profile.abilities)
        let echo = stage.echo(of: claim.act, id: playback.tape.expect.id ?? "")
        if echoComesFirst { try await inbox.take([echo]) }
        let outcome = await stage.connector.perform(claim.act, steps: TapeJournal())
        try await claim.record(outcome)
        try await inbox.take([echo])
        let lines = try await inbox.contents()
        await inbox.close()
        return lines
    }
}

extension Stage {
    /// Puts into an inbox what the tape says is there: items, and where the stream stood.
    func furnish(_ inbox: any ProofInbox) async throws {
        let items = tape.given.known.map { value -> Arrival in
            let item = StoredItem(value, now: tape.given.now)
            var message = ArrivedMessage(
                id: item.id, kind: item.kind, visibility: item.visibility,
                author: ArrivedAuthor(id: item.author ?? RemoteAuthorID(item.isOurs ? "us" : "somebody")),
                text: value.json["text"].text ?? "…", isOurs: item.isOurs, needsAnswer: !item.isOurs)
            (message.thread, message.parent, message.at, message.keep) = (item.thread, item.parent, item.at, item.keep)
            message.post = item.post.map { ArrivedPost(id: $0) }
            return .message(message)
        }
        if try await inbox.contents().isEmpty, !items.isEmpty { try await inbox.take(items) }
        guard let name = tape.polled, try await inbox.intake.cursor(name) == nil,
            let cursor = Player.standing(tape, manifest)(name)
        else {
            return
        }
        let page = PolledPage(
            delivery: RawDelivery(origin: .poll, stream: stream, body: [], receivedAt: tape.given.now),
            interpretation: Interpretation(), cursors: [name: cursor])
        _ = try await inbox.intake.take(page)
    }

    /// The item an act is about.
    func target(of act: Tape.Act) -> RemoteMessageID? {
        guard let item = act.item, item.members == nil, let id = item.text else { return nil }
        return tape.given.known.contains { $0.json["id"].idText == id } ? RemoteMessageID(id) : nil
    }

    /// Our own answer as the platform brings it back.
    func echo(of act: Act, id: String) -> Arrival {
        var message = ArrivedMessage(
            id: RemoteMessageID(id), kind: act.item?.kind ?? .message, visibility: act.item?.visibility ?? .public,
            author: ArrivedAuthor(id: RemoteAuthorID("us")), text: act.text, isOurs: true, needsAnswer: false)
        (message.thread, message.parent, message.at) = (act.item?.thread, act.item?.id, time.wall)
        message.post = act.item?.post.map { ArrivedPost(id: $0) }
        return .message(message)
    }
}
