public import ConnectorKit
import Expressions
import HTTPCore
import InboxModel

extension ManifestConnector {
    public func poll(_ name: StreamName, intake: any Intake) async throws(ConnectorFailure) {
        let context = PageContext()
        let base = context.streamName(name.rawValue)
        guard let stream = manifest.stream(base) else {
            throw failures.failure(
                .config, "there is no stream \(name.rawValue)", advice: "Look at the streams of the connector \(manifest.name)."
            )
        }
        try await learnAccount()
        if base != name.rawValue, let recheck = stream.recheck {
            try await self.recheck(stream, recheck, intake)
        } else if let under = stream.under {
            try await pollChildren(of: stream, under, intake)
        } else if let request = stream.request {
            let run = StreamRun(
                connector: self, stream: stream, request: request, intake: intake, key: stream.name, parent: nil,
                historyBefore: nil)
            try await run.read()
        }
    }

    // MARK: Child streams

    /// How many parents one run looks after; the newest first.
    private static var parentLimit: Int { 100 }

    private func pollChildren(
        of stream: CompiledManifest.Stream, _ under: CompiledManifest.Under, _ intake: any Intake
    ) async throws(ConnectorFailure) {
        guard let request = stream.request else { return }
        let query = StoredQuery(
            kinds: under.kinds, within: under.within, includingOpen: false, includingOurs: true, limit: Self.parentLimit)
        let parents: [StoredItem]
        let began: Timestamp?
        do {
            parents = try await intake.stored(query)
            let meaning = manifest.stream(under.stream)?.meaning ?? ""
            began = StreamMemory(try await intake.cursor(under.stream), meaning: meaning)?.began
        } catch {
            throw storeFailure(error)
        }
        for parent in parents {
            let value = parent.value
            let run = StreamRun(
                connector: self, stream: stream, request: request, intake: intake, key: "\(stream.name)/\(parent.id)",
                parent: value, historyBefore: max(parent.at, began ?? parent.at))
            try await pollChild(run, under, value)
        }
    }

    private func pollChild(_ run: StreamRun, _ under: CompiledManifest.Under, _ parent: JSON) async throws(ConnectorFailure) {
        let names = shown(["parent": parent])
        if let when = under.when, try !evaluated({ () throws(FormulaFailure) in try when.holds(parent["keep"], names) }) {
            return
        }
        let changed = under.changed?.value(parent["keep"], names)
        if let memory = try await run.memory(), memory.open == nil, let ranAt = memory.ranAt {
            if under.changed != nil {
                if memory.changed == changed { return }
            } else if !under.repeats || ranAt + run.stream.every > now() {
                return
            }
        }
        do throws(ConnectorFailure) {
            try await run.read()
        } catch {
            // The parent is no longer there: nothing below it will come.
            guard error.label == .gone else { throw error }
        }
        var memory = try await run.memory() ?? StreamMemory(began: now())
        (memory.ranAt, memory.changed) = (now(), changed)
        try await run.settle(memory)
    }

    // MARK: Re-reading

    private func recheck(
        _ stream: CompiledManifest.Stream, _ recheck: CompiledManifest.Recheck, _ intake: any Intake
    ) async throws(ConnectorFailure) {
        let kinds = Set(stream.items.flatMap { $0.kinds.compactMap { MessageKind(rawValue: $0.kind.rawValue) } })
        let query = StoredQuery(kinds: Array(kinds), within: recheck.within, includingOpen: true, includingOurs: true)
        var items: [StoredItem]
        do { items = try await intake.stored(query) } catch { throw storeFailure(error) }
        while !items.isEmpty {
            let batch = Array(items.prefix(recheck.batch ?? 1))
            items.removeFirst(batch.count)
            try await self.recheck(stream, recheck, batch, intake)
        }
    }

    private func recheck(
        _ stream: CompiledManifest.Stream, _ recheck: CompiledManifest.Recheck, _ batch: [StoredItem], _ intake: any Intake
    ) async throws(ConnectorFailure) {
        let ids = batch.map(\.id.rawValue)
        let more: [String: JSON] = [
            "ids": .array(ids.map(JSON.string)), "item": recheck.batch == nil ? batch[0].value : .null,
        ]
        let exchange: Exchange
        do throws(CallFault) {
            let call: HTTPCall
            do throws(Fault) { call = try maker().call(recheck.request, filling(.null, more)) } catch { throw .made(error) }
            exchange = try await answer(to: call, reading: recheck.request.reading)
        } catch {
            throw failure(error)
        }
        let verdict = verdict(on: exchange)
        let isGone = recheck.batch == nil && verdict.label == .gone
        guard verdict.label == .ok || isGone else { throw failures.failure(verdict) }
        guard isGone || exchange.unreadable == nil else { throw unreadable(exchange) }
        let delivery = RawDelivery(
            origin: .poll, stream: StreamName(stream.name + recheckSuffix),
            headers: exchange.headers["Content-Type"].map { ["content-type": $0] } ?? [:],
            // What a missing item was answered with says nothing about it.
            body: isGone ? Array("[]".utf8) : exchange.bytes, context: PageContext(asked: ids).text, receivedAt: now())
        let page = PolledPage(
            delivery: delivery, interpretation: interpretPage(delivery, body: isGone ? .array([]) : exchange.body))
        do { _ = try await intake.take(page) } catch { throw storeFailure(error) }
    }
}

extension StreamRun {
    func read() async throws(ConnectorFailure) {
        if stream.isOldestFirst { try await readOldestFirst() } else { try await readNewestFirst() }
    }
}
