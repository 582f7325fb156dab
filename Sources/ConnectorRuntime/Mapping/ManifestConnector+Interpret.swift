public import ConnectorKit
import Expressions
import InboxModel

extension ManifestConnector {
    public func interpret(_ delivery: RawDelivery) -> Interpretation {
        switch delivery.origin {
        case .webhook: return interpretCall(delivery)
        case .poll: return interpretPage(delivery, body: nil)
        }
    }

    // MARK: Webhooks

    private func interpretCall(_ delivery: RawDelivery) -> Interpretation {
        guard let webhook = manifest.webhook else { return Interpretation() }
        let (body, unreadable) = decoded(
            delivery.body, type: delivery.headers["content-type"], as: webhook.format, limits: .signed)
        if let unreadable { return refused(unreadable) }
        let headers = JSONObject(delivery.headers.map { ($0.key, .string($0.value)) })
        let names = shown(["req": .object(JSONObject([("headers", .object(headers))]))])
        do throws(FormulaFailure) {
            var result = Interpretation()
            let events = try webhook.each?.all(body, names) ?? [body]
            for (index, event) in events.enumerated() {
                let place = events.count == 1 ? "$" : "$[\(index)]"
                try take(event, of: webhook, names, place, body, into: &result)
            }
            return result
        } catch {
            return refused(error)
        }
    }

    private func take(
        _ event: JSON, of webhook: CompiledManifest.Webhook, _ names: [String: JSON], _ place: String, _ page: JSON,
        into result: inout Interpretation
    ) throws(FormulaFailure) {
        var isTaken = false
        for (name, records) in webhook.into {
            let found = try records.all(event, names).filter { !$0.isNull }
            guard !found.isEmpty, let stream = manifest.stream(name) else { continue }
            isTaken = true
            mapper(stream, names.merging(["page": page]) { $1 }).map(found, at: place, into: &result)
        }
        for (name, test) in webhook.poke where try test.holds(event, names) {
            isTaken = true
            result.poke.append(StreamName(name))
        }
        for (label, test) in webhook.signals where try test.holds(event, names) {
            isTaken = true
            result.signals.append(label)
        }
        if !isTaken { result.skipped += 1 }
    }

    // MARK: Pages

    /// What a polled page means; the same for the page just read and for the one kept.
    ///
    /// - Parameter body: the decoded body, where it is at hand.
    func interpretPage(_ delivery: RawDelivery, body: JSON?) -> Interpretation {
        let context = PageContext(delivery.context)
        guard let name = delivery.stream?.rawValue, let stream = manifest.stream(context.streamName(name)) else {
            return Interpretation()
        }
        var page: JSON = .null
        if let body {
            page = body
        } else {
            let format = stream.request?.reading.flatMap { BodyFormat(rawValue: $0.rawValue) }
            let (body, unreadable) = decoded(delivery.body, type: delivery.headers["content-type"], as: format)
            if let unreadable { return refused(unreadable) }
            page = body
        }
        let names = shown(["page": page, "parent": context.parent ?? .null])
        var result = Interpretation()
        do throws(FormulaFailure) {
            let records = try records(of: stream, page, names, isRecheck: context.asked != nil)
            mapper(stream, names).map(records, at: "$", into: &result)
        } catch {
            return refused(error)
        }
        result.addMissing(context, stream)
        return result
    }

    /// The records of a page: the outputs of `each`, or the page itself where it is a list.
    func records(
        of stream: CompiledManifest.Stream, _ page: JSON, _ names: [String: JSON], isRecheck: Bool
    ) throws(FormulaFailure) -> [JSON] {
        let each = isRecheck ? stream.recheck?.each ?? stream.each : stream.each
        if let each { return try each.all(page, names).filter { !$0.isNull } }
        return page.elements ?? (page.isNull ? [] : [page])
    }

    private func mapper(_ stream: CompiledManifest.Stream, _ names: [String: JSON]) -> RecordMapper {
        RecordMapper(
            items: stream.items, names: names, otherAccount: knownAccount?.other, connector: manifest.name,
            stream: stream.name)
    }

    // MARK: What cannot be read

    private func refused(_ reason: String) -> Interpretation {
        let refusal = Refusal(
            place: "$", reason: "the body is \(reason)", advice: "Look at the kept body; replay it when the connector reads it."
        )
        return Interpretation(refused: [refusal])
    }

    private func refused(_ failure: FormulaFailure) -> Interpretation {
        let refused = Refused(failure, manifest.name)
        return Interpretation(refused: [Refusal(place: "$", reason: refused.reason, advice: refused.advice)])
    }
}

extension Interpretation {
    /// Ids that were asked for and did not come back are gone, where the manifest says so.
    fileprivate mutating func addMissing(_ context: PageContext, _ stream: CompiledManifest.Stream) {
        guard let asked = context.asked, stream.recheck?.missingIsGone == true, refused.isEmpty else { return }
        let returned = Set(arrivals.map(\.remoteID))
        for id in asked where !returned.contains(id) { arrivals.append(.removal(RemoteMessageID(id), at: nil)) }
    }
}
