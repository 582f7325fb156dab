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

    // MARK: Pages

    /// What a polled page means; the same for the page just read and for the one kept.
    ///
    /// - Parameter body: the decoded body, where it is at hand.
    func interpretPage(_ delivery: RawDelivery, body: JSON?) -> Interpretation {
        let context = PageContext(delivery.context)
        guard let name = delivery.stream?.rawValue, let stream = manifest.stream(context.streamName(name)) else {
            return Interpretation()
        }
        if let event = context.event { return interpretEvent(delivery, named: event, of: stream) }
        var page: JSON = .null
        if let body {
            page = body
        } else {
            let format = stream.request?.reading.flatMap { BodyFormat(rawValue: $0.rawValue) }
            let (body, unreadable) = decoded(delivery.body, type: delivery.headers["content-type"], as: format)
            if let unreadable { return refused(unreadable) }
            page = body
        }
        // `now` is when it came: read again in a year, the same bytes mean the same.
        let names = shown([
            "page": page, "parent": context.parent ?? .null, "now": .integer(delivery.receivedAt.seconds),
        ])
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
        // What the platform no longer has is read as an empty list, whatever shape `each` takes apart.
        if isRecheck, page.elements?.isEmpty == true { return [] }
        let each = isRecheck ? stream.recheck?.each ?? stream.each : stream.each
        if let each { return try each.all(page, names).filter { !$0.isNull } }
        return page.elements ?? (page.isNull ? [] : [page])
    }

    func mapper(_ stream: CompiledManifest.Stream, _ names: [String: JSON]) -> RecordMapper {
        RecordMapper(
            items: stream.items, names: names, otherAccount: knownAccount?.other, connector: manifest.name,
            stream: stream.name)
    }

    // MARK: What cannot be read

    func refused(_ reason: String) -> Interpretation {
        let refusal = Refusal(
            place: "$", reason: "the body is \(reason)", advice: "Look at the kept body; replay it when the connector reads it."
        )
        return Interpretation(refused: [refusal])
    }

    func refused(_ failure: FormulaFailure) -> Interpretation {
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
