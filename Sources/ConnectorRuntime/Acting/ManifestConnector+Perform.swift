public import ConnectorKit
import Expressions
import HTTPCore
import InboxModel

extension ManifestConnector {
    public func perform(_ act: Act, steps journal: any StepJournal) async -> SendOutcome {
        guard let action = action(for: act) else {
            return .failed(
                failures.failure(
                    .rejected, "\(manifest.title) offers no \(act.verb.rawValue) for this",
                    advice: "Answer in another way, or on the platform itself."))
        }
        do throws(ConnectorFailure) {
            try await learnAccount()
        } catch {
            // Nothing has left yet for the platform but the question who we are.
            return error.label == .authExpired || error.label == .config
                ? .blocked(error) : .retry(after: error.retryAfter, error)
        }
        let performance = Performance(connector: self, action: action, act: act, journal: journal)
        let program = ProgramPerformance(connector: self, action: action, act: act, journal: journal)
        let used = grantInUse
        let outcome = action.isProgram ? await program.run() : await performance.run()
        // A refused token means that nothing was done: with a fresh one it may be done.
        guard case .blocked(let failure) = outcome else { return outcome }
        do throws(ConnectorFailure) {
            guard try await hasFreshToken(after: failure, used: used) else { return outcome }
            try await learnAccount()
        } catch {
            return error.label == .retry ? .retry(after: error.retryAfter, error) : .blocked(error)
        }
        return action.isProgram ? await program.run() : await performance.run()
    }

    /// The first action of the manifest that fits.
    func action(for act: Act) -> CompiledManifest.Action? {
        manifest.actions.first { action in
            guard action.verb == act.verb else { return false }
            guard let item = act.item else { return action.ability.kinds.isEmpty && !action.ability.oursOnly }
            return action.ability.fits(item.kind, isOurs: item.isOurs)
        }
    }

    /// The names that actions see.
    func names(of act: Act) -> [String: JSON] {
        var more: [String: JSON] = [
            "text": .string(act.text), "key": .string(act.key),
            "files": .array(
                act.files.enumerated().map { index, file in
                    [
                        "name": .string(file.name), "type": .string(file.type), "size": .integer(Int64(file.bytes.count)),
                        "alt": file.alternative.map(JSON.string) ?? .null, "url": file.url.map(JSON.string) ?? .null,
                        "bytes": ["$file": .integer(Int64(index))],
                    ]
                }),
        ]
        more["item"] = act.item?.value
        more["thread"] = act.item.map { ["id": .string($0.thread.rawValue)] }
        more["subject"] = act.subject.map(JSON.string)
        more["author"] = act.author.map(JSON.string)
        return more
    }
}
