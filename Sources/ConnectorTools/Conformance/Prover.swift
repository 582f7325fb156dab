import ConnectorKit
import ConnectorRuntime
import Expressions
import FoundationEssentials
import HTTPCore
import InboxModel

/// Proves the variants of one connector.
struct Prover: Sendable {
    typealias Verdict = Conformance.Verdict

    let manifest: CompiledManifest
    let rehearsal: ConnectorRehearsal
    let open: ProofInboxMaker
    /// Tapes that are right and bring something.
    let happy: [Playback]

    /// So many tapes are enough for what opens a database each time.
    private static let sample = 4

    init(_ manifest: CompiledManifest, _ rehearsal: ConnectorRehearsal, _ open: @escaping ProofInboxMaker) {
        (self.manifest, self.rehearsal, self.open) = (manifest, rehearsal, open)
        happy = rehearsal.playbacks.filter { $0.isRight && !$0.arrivals.isEmpty && $0.tape.brings }
    }

    func verdict(_ variant: Conformance.Variant) async throws -> Verdict {
        switch variant {
        case .mapping: mapping()
        case .paging: await paging()
        case .loops: await loops()
        case .crash: try await crash()
        case .dedupe: try await dedupe()
        case .edit: try await edit()
        case .signature: await signature()
        case .echo: try await echo()
        case .limits: await limits()
        case .errors: errors()
        case .hostile: await hostile()
        case .redaction: await redaction()
        }
    }

    /// Happy polls of an ordinary stream.
    var polls: [Playback] { happy.filter { $0.tape.polled != nil } }
    /// The same, as many as a costly proof takes.
    var samplePolls: [Playback] { Array(polls.prefix(Self.sample)) }
    var sampleHappy: [Playback] { Array(happy.prefix(Self.sample)) }

    /// What proofs found, as a verdict.
    static func verdict(_ proofs: Int, _ failures: [String], otherwise reason: String) -> Verdict {
        if !failures.isEmpty { return .failed(failures) }
        return proofs == 0 ? .notApplicable(reason) : .passed(proofs)
    }

    /// Runs something on a folder of its own.
    func withFolder<T>(_ body: (String) async throws -> T) async throws -> T {
        let url = FileManager.default.temporaryDirectory.appending(path: "stellwerk-proof-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: url) }
        return try await body(url.path)
    }

    // MARK: errors

    private func errors() -> Verdict {
        guard let coverage = rehearsal.coverage else { return .notApplicable("no tapes were played") }
        let missing = coverage.missingLabels.map { "no tape reaches `\($0)`" }
        return Self.verdict(coverage.labels.count, missing, otherwise: "the manifest names no label of its own")
    }
}

extension Tape {
    /// Whether its items are what a later run would bring too: re-reading and acts are not.
    fileprivate var brings: Bool {
        switch deed {
        case .receive: true
        case .poll(let stream): !stream.hasSuffix(".recheck")
        default: false
        }
    }
}

/// A connector in the situation of a tape, with another platform behind it.
struct Stage {
    let tape: Tape
    let manifest: CompiledManifest
    let time: TapeTime
    let binding: ChannelBinding
    let connector: ManifestConnector

    init(_ tape: Tape, _ manifest: CompiledManifest, _ client: any HTTPClient) {
        (self.tape, self.manifest) = (tape, manifest)
        let time = TapeTime(tape.given.now)
        self.time = time
        var binding = ChannelBinding(tape, manifest)
        if manifest.auth.signIn?.hasToken == true {
            binding.tokens = TokenKeeper(MemoryGrants(tape.given.signIn), isFixed: tape.deed != .refresh)
        }
        self.binding = binding
        connector = ManifestConnector(
            manifest, binding: binding, client: client, clock: time, programs: tape.programs, now: { time.wall })
        if let account = tape.given.account {
            connector.assume(
                RemoteAccount(id: account["id"].idText ?? "", name: account["name"].text, url: account["url"].text),
                secrets: account["secrets"])
        }
    }

    /// An inbox in memory that holds what the tape gives.
    func intake() -> TapeIntake {
        TapeIntake(
            known: tape.given.known.map { TapeIntake.Known(item: StoredItem($0, now: tape.given.now), written: $0) },
            standing: Player.standing(tape, manifest))
    }

    var stream: StreamName { StreamName(tape.polled ?? "") }
}
