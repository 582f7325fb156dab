import ConnectorKit
import Desk
import InboxModel
import Storage
import Synchronization

/// Carries acts from the outbox to the platforms, each channel at its own pace, and looks after those whose outcome is unclear.
final class CourierLoop: Sendable {
    private let desk: Desk
    private let board: ChannelBoard
    private let journal: Journal
    private let files: FileStore
    private let links: FileLinks
    private let chronicle: Chronicle
    private let now: @Sendable () -> Timestamp
    private let owner: String
    private let bell = Bell()
    private let underWay = Mutex<[ChannelID: Int]>([:])

    /// Acts of one channel under way at once.
    private static let perChannel = 4
    private static let lease = Duration.seconds(300)

    init(
        desk: Desk, board: ChannelBoard, journal: Journal, files: FileStore, links: FileLinks, chronicle: Chronicle,
        owner: String,
        now: @escaping @Sendable () -> Timestamp
    ) {
        (self.desk, self.board, self.journal) = (desk, board, journal)
        (self.files, self.links) = (files, links)
        (self.chronicle, self.owner, self.now) = (chronicle, owner, now)
    }

    func run() async {
        await adoptOrphans()
        await withDiscardingTaskGroup { group in
            group.addTask {
                for await _ in self.desk.feed.watch() { self.bell.ring() }
            }
            while !Task.isCancelled {
                let wait = await self.step(in: &group)
                await self.bell.wait(atMost: wait)
            }
            group.cancelAll()
        }
    }

    /// Claims what may leave and starts it; how long nothing else can be due.
    private func step(in group: inout DiscardingTaskGroup) async -> Duration {
        do {
            let busy = underWay.withLock { $0.filter { $0.value >= Self.perChannel }.map(\.key) }
            let unmanned = try await unmannedChannels()
            let acts = try await desk.claim(owner: owner, busy: busy + unmanned, limit: 16, lease: Self.lease)
            for act in acts {
                underWay.withLock { $0[act.channel.id, default: 0] += 1 }
                group.addTask { await self.carry(act) }
            }
            for act in try await desk.unsettled(limit: 16) { group.addTask { await self.look(for: act) } }
            guard acts.isEmpty else { return .zero }
            let next = try await desk.nextSendAt().map { $0 - now() } ?? .seconds(5)
            return min(max(next, .milliseconds(50)), .seconds(5))
        } catch {
            if !Task.isCancelled { chronicle.note(.storeRefused("the courier's claim", error)) }
            return .seconds(1)
        }
    }

    /// Channels in the store that nobody works for now: their acts wait.
    private func unmannedChannels() async throws -> [ChannelID] {
        try await desk.store.read { try $0.channels().map(\.id) }.filter { board[$0] == nil }
    }

    // MARK: Carrying

    private func carry(_ claimed: ClaimedAct) async {
        defer {
            underWay.withLock { $0[claimed.channel.id, default: 1] -= 1 }
            bell.ring()
        }
        guard let active = board[claimed.channel.id] else {
            let gone = SendTrouble(
                .config, "The channel is not at work.", advice: "It goes on when the channel is back in channels.yaml.")
            await record(.blocked(until: now() + .seconds(60), gone), of: claimed, through: nil)
            return
        }
        if let forgotten = forgottenKey(of: claimed) {
            await record(.unknown(forgotten, .ask), of: claimed, through: active)
            return
        }
        if let closed = closedWindow(of: claimed) {
            await record(.failed(closed), of: claimed, through: active)
            return
        }
        let outcome = await perform(claimed, through: active)
        await tellHealth(of: active, outcome)
        let result = SendVerdict(claimed, ability: ability(for: claimed.entry, target: claimed.target), now: now()).result(
            outcome)
        await record(result, of: claimed, through: active)
    }

    /// An answer that was held back, or had to wait, may leave too late: the platform would refuse it, or worse.
    private func closedWindow(of act: ClaimedAct) -> SendTrouble? {
        guard let window = ability(for: act.entry, target: act.target)?.window, let since = act.windowOpensAt,
            now() - since > window
        else { return nil }
        return SendTrouble(
            .windowClosed, "The platform's window closed at \((since + window).rfc3339), before this could be sent.",
            advice: "Answer on another way, or wait for the customer's next word.")
    }

    /// What may stand there is sent again only while the platform keeps our key, however long it had to wait in between.
    private func forgottenKey(of act: ClaimedAct) -> SendTrouble? {
        guard case .repeat(within: let span?)? = ability(for: act.entry, target: act.target)?.unclear,
            let since = act.mayBeThereSince, now() - since >= span
        else { return nil }
        return SendTrouble(
            .retry, "The platform no longer keeps the key of the first attempt: sent again, it might stand there twice.",
            advice: "Look on the platform whether it is there, then press the button that fits.")
    }

    private func perform(_ claimed: ClaimedAct, through active: ActiveChannel) async -> SendOutcome {
        var act = Act(claimed, now: now())
        do {
            act.files = try await files(of: claimed.entry.id)
        } catch let failure as ConnectorFailure {
            return .failed(failure)
        } catch {
            return .retry(
                after: nil,
                ConnectorFailure(.retry, "The answer's files could not be read: \(error)", advice: "It is tried again."))
        }
        return await active.connector.perform(act, steps: DeskSteps(desk: desk, entry: claimed.entry.id))
    }

    private func files(of entry: OutboxEntryID) async throws -> [OutgoingFile] {
        var files: [OutgoingFile] = []
        for upload in try await desk.uploads(of: entry) {
            guard let bytes = try await self.files.bytes(of: upload.id) else {
                throw ConnectorFailure(
                    .rejected, "The file '\(upload.name)' is kept no longer.",
                    advice: "Take the answer back, and add the file again.")
            }
            files.append(
                OutgoingFile(
                    name: upload.name, type: upload.type, bytes: bytes, alternative: upload.alternative,
                    url: links.address(of: upload.id)))
        }
        return files
    }

    private func record(_ result: SendResult, of act: ClaimedAct, through active: ActiveChannel?) async {
        var backoff = Backoff(first: .milliseconds(100), ceiling: .seconds(5))
        while true {
            do {
                let held = try await desk.record(result, of: act)
                for delivery in held { _ = try await journal.replay(delivery) }
                if !held.isEmpty { active?.deliveryBell.ring() }
                chronicle.note(result.fact(act))
                return
            } catch {
                // What happened on the platform must be written: the claim stays until the store takes it.
                chronicle.note(.storeRefused("the outcome of act \(act.entry.id)", error))
                try? await Task.sleep(for: backoff.failed())
                if Task.isCancelled { return }
            }
        }
    }

    private func tellHealth(of active: ActiveChannel, _ outcome: SendOutcome) async {
        switch outcome {
        case .sent, .pending: await active.healthKeeper.succeeded()
        case .blocked(let failure), .retry(_, let failure): await active.healthKeeper.failed(failure)
        case .failed, .unknown: break
        }
    }

    private func ability(for entry: OutboxEntry, target: StoredMessage?) -> Ability? {
        board[entry.channel]?.connector.profile.ability(
            entry.verb, on: target?.message.kind ?? .post, isOurs: target?.message.direction == .outbound)
    }

    // MARK: Unclear outcomes

    private func adoptOrphans() async {
        let board = board
        let now = now()
        do {
            let channels = try await desk.store.read { transaction in
                try transaction.outboxOrphans(by: now, notOf: self.owner).map { entry in
                    (entry, try entry.target.flatMap(transaction.storedMessage))
                }
            }
            let plans = Dictionary(
                channels.map { entry, target in
                    let ability = board[entry.channel]?.connector.profile.ability(
                        entry.verb, on: target?.message.kind ?? .post, isOurs: target?.message.direction == .outbound)
                    return (
                        entry.id,
                        UnclearPlan(ability?.unclear ?? .ask, firstTriedAt: entry.firstTriedAt ?? now, attempts: 1, now: now)
                    )
                }, uniquingKeysWith: { first, _ in first })
            _ = try await desk.adoptOrphans(owner: owner, onlyProcess: true) { plans[$0.id] ?? .ask }
        } catch {
            chronicle.note(.storeRefused("the acts that were under way", error))
        }
    }

    /// Looks on the platform for an act whose outcome is unclear.
    private func look(for act: ClaimedAct) async {
        guard let active = board[act.channel.id],
            let ability = ability(for: act.entry, target: act.target), ability.unclear == .readBack
        else {
            _ = try? await desk.recordAbsent(act, lookAgainAt: nil)
            return
        }
        let next = SendVerdict.nextLook(after: act.entry.readBacks + 1, from: now())
        do {
            // Put the next look off first, so that a slow platform is not asked twice at once.
            guard try await desk.recordAbsent(act, lookAgainAt: next) else { return }
            if case .found(let id, let at, let permalink) = try await active.connector.readBack(Act(act, now: now())) {
                await record(.sent(id: id, at: at, permalink: permalink), of: act, through: active)
            }
        } catch let failure as ConnectorFailure {
            await active.healthKeeper.failed(failure)
        } catch {
            chronicle.note(.storeRefused("a look for act \(act.entry.id)", error))
        }
    }
}

/// An act's steps, kept in the outbox.
private struct DeskSteps: StepJournal {
    let desk: Desk
    let entry: OutboxEntryID

    func result(of step: Int) async throws -> String? { try await desk.stepResult(of: entry, step) }
    func record(_ result: String, of step: Int) async throws { try await desk.recordStep(of: entry, step, result) }
}

extension Act {
    init(_ claimed: ClaimedAct, now: Timestamp) {
        self.init(
            verb: claimed.entry.verb, key: claimed.entry.clientKey, item: claimed.target.flatMap(StoredItem.init),
            text: claimed.entry.text, subject: claimed.entry.subject, firstTriedAt: claimed.entry.firstTriedAt ?? now)
    }
}
