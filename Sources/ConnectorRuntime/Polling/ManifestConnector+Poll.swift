public import ConnectorKit
import Expressions
import HTTPCore
import InboxModel

extension ManifestConnector {
    public func poll(_ name: StreamName, intake: any Intake) async throws(ConnectorFailure) {
        // Asked once more, the run goes on from its cursor.
        try await renewing { () async throws(ConnectorFailure) in try await pollOnce(name, intake) }
    }

    private func pollOnce(_ name: StreamName, _ intake: any Intake) async throws(ConnectorFailure) {
        let context = PageContext()
        let base = context.streamName(name.rawValue)
        guard let stream = manifest.stream(base) else {
            throw failures.failure(
                .config, "there is no stream \(name.rawValue)", advice: "Look at the streams of the connector \(manifest.name)."
            )
        }
        try await learnAccount()
        if stream.isProgram {
            try await pollByProgram(stream, intake)
        } else if base != name.rawValue, let recheck = stream.recheck {
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

    // MARK: Re-reading

    private func recheck(
        _ stream: CompiledManifest.Stream, _ recheck: CompiledManifest.Recheck, _ intake: any Intake
    ) async throws(ConnectorFailure) {
        let kinds = Set(stream.items.flatMap { $0.kinds.compactMap { MessageKind(rawValue: $0.kind.rawValue) } })
        let query = StoredQuery(kinds: Array(kinds), within: recheck.within, includingOpen: true, includingOurs: true)
        var items: [StoredItem]
        do { items = try await intake.stored(query) } catch { throw storeFailure(error) }
        var stumble: ConnectorFailure?
        var stumbles = Stumbles()
        while !items.isEmpty {
            let batch = Array(items.prefix(recheck.batch ?? 1))
            items.removeFirst(batch.count)
            do throws(ConnectorFailure) {
                try await self.recheck(stream, recheck, batch, intake)
                try stumbles.count(nil)
            } catch {
                // One item that the platform stumbles over, or keeps from us, stops none of the others.
                let isItsOwn = recheck.batch == nil && [.retry, .authDenied, .rejected].contains(error.label)
                guard isItsOwn, !error.isNetworkFault else { throw error }
                stumble = error
                try stumbles.count(error)
            }
        }
        if let stumble { throw stumble }
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
            exchange = try await answer(
                to: call, reading: recheck.request.reading, cost: recheck.request.cost)
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
