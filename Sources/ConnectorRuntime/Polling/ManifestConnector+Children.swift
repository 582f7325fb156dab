import ConnectorKit
import Expressions
import InboxModel

/// Streams that run for each item, or each place, of another one.
extension ManifestConnector {
    /// How many parents one run looks after; the newest first.
    private static var parentLimit: Int { 500 }

    /// What a child stream runs for.
    private struct Parent {
        var id: String
        /// `$parent`.
        var value: JSON
        var at: Timestamp

        /// What the mapping kept: `.` of `when` and `changed`.
        var keep: JSON { value["keep"] }
    }

    func pollChildren(
        of stream: CompiledManifest.Stream, _ under: CompiledManifest.Under, _ intake: any Intake
    ) async throws(ConnectorFailure) {
        guard let request = stream.request else { return }
        let parents: [Parent]
        let began: Timestamp?
        do {
            parents = try await self.parents(under, intake)
            let meaning = manifest.stream(under.stream)?.meaning ?? ""
            began = StreamMemory(try await intake.cursor(under.stream), meaning: meaning)?.began
        } catch {
            throw storeFailure(error)
        }
        var refusal: ConnectorFailure?
        var wentWell = false
        var stumbles = Stumbles()
        for parent in parents {
            let run = StreamRun(
                connector: self, stream: stream, request: request, intake: intake, key: "\(stream.name)/\(parent.id)",
                parent: parent.value, historyBefore: max(parent.at, began ?? parent.at))
            let failure = try await poll(run, under, parent)
            try stumbles.count(failure)
            if let failure { refusal = failure } else { wentWell = true }
        }
        if let refusal, !wentWell { throw refusal }
    }

    private func parents(_ under: CompiledManifest.Under, _ intake: any Intake) async throws -> [Parent] {
        var parents: [Parent] = []
        if under.isUnderPlaces {
            let places = try await intake.places(of: StreamName(under.stream), since: now() - under.within)
            parents += places.map { Parent(id: $0.id, value: $0.value, at: $0.at ?? $0.firstSeenAt) }
        }
        if !under.kinds.isEmpty {
            let query = StoredQuery(
                kinds: under.kinds, within: under.within, includingOpen: false, includingOurs: true, limit: Self.parentLimit)
            parents += try await intake.stored(query).map { Parent(id: $0.id.rawValue, value: $0.value, at: $0.at) }
        }
        return Array(parents.prefix(Self.parentLimit))
    }

    /// Runs for one parent if it is time. A parent that is gone, or that we may not look under, stops none of its neighbours.
    private func poll(
        _ run: StreamRun, _ under: CompiledManifest.Under, _ parent: Parent
    ) async throws(ConnectorFailure) -> ConnectorFailure? {
        let names = shown(["parent": parent.value])
        if let when = under.when, try !evaluated({ () throws(FormulaFailure) in try when.holds(parent.keep, names) }) {
            return nil
        }
        let changed = under.changed?.value(parent.keep, names)
        guard try await isDue(run, under, changed) else { return nil }
        var refusal: ConnectorFailure?
        do throws(ConnectorFailure) {
            try await run.read()
        } catch {
            switch error.label {
            // The parent is no longer there: nothing below it will come.
            case .gone: break
            case .authDenied, .rejected: refusal = error
            // One that the platform stumbles over keeps nobody from the others; it is due again next time.
            case .retry where !error.isNetworkFault: return error
            default: throw error
            }
        }
        var memory = try await run.memory() ?? StreamMemory(began: now())
        (memory.ranAt, memory.changed) = (now(), refusal == nil ? changed : memory.changed)
        try await run.settle(memory)
        return refusal
    }

    private func isDue(
        _ run: StreamRun, _ under: CompiledManifest.Under, _ changed: JSON?
    ) async throws(ConnectorFailure) -> Bool {
        guard let memory = try await run.memory(), memory.open == nil, let ranAt = memory.ranAt else { return true }
        let rhythm = ranAt + run.stream.every <= now()
        if under.changed == nil { return under.repeats && rhythm }
        return memory.changed != changed
    }
}

extension StoredPlace {
    /// `$parent`.
    fileprivate var value: JSON {
        var object = JSONObject([("id", .string(id)), ("kind", .string("place"))])
        object["at"] = at.map { .string($0.rfc3339) }
        object["keep"] = keep.flatMap { try? JSON(parsing: $0) }
        return .object(object)
    }
}
