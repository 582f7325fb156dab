public import ConnectorKit
import Expressions
import HTTPCore
import InboxModel

extension ManifestConnector {
    /// Pages that looking for an answer reads: ours is among the newest.
    private static var lookPages: Int { 3 }
    /// Clocks differ: an answer this much older than the first attempt may still be it.
    private static var clockSlack: Duration { .seconds(120) }

    public func readBack(_ act: Act) async throws(ConnectorFailure) -> ReadBack {
        try await renewing { () async throws(ConnectorFailure) in try await lookOnce(for: act) }
    }

    private func lookOnce(for act: Act) async throws(ConnectorFailure) -> ReadBack {
        try await learnAccount()
        switch action(for: act)?.look {
        case nil: return .absent
        case .stream(let name): return try await look(in: name, for: act)
        case .request(let request, let each, let match, let id):
            return try await look(request, each, match, id, for: act)
        }
    }

    /// Reads the newest pages of a stream, stores nothing, and looks for our text.
    private func look(in name: String, for act: Act) async throws(ConnectorFailure) -> ReadBack {
        guard let stream = manifest.stream(name), let request = stream.request else { return .absent }
        // A stream under a parent is looked at where the answer belongs.
        let parent = stream.under == nil ? [:] : ["parent": act.item.map(\.parentValue) ?? .null]
        var next: Pager.Next?
        for index in 1...Self.lookPages {
            let exchange = try await exchange(try call(request, next, parent), reading: request.reading)
            guard exchange.unreadable == nil else { throw unreadable(exchange) }
            let delivery = RawDelivery(origin: .poll, stream: StreamName(name), body: exchange.bytes, receivedAt: now())
            let found = interpretPage(delivery, body: exchange.body)
            for case .message(let message) in found.arrivals where isOurs(message, act) {
                return .found(id: message.id, at: message.at, permalink: message.permalink)
            }
            let count = found.arrivals.count + found.refused.count + found.skipped
            next = try evaluated { () throws(FormulaFailure) in
                try Pager(pages: stream.pages).next(after: exchange, index: index, records: count, names: shown())
            }
            if next == nil { break }
        }
        return .absent
    }

    /// Ours, below the item it answers, with our words, and not from before we tried.
    private func isOurs(_ message: ArrivedMessage, _ act: Act) -> Bool {
        guard message.isOurs, SameText.isSame(message.text, act.text) else { return false }
        if let parent = message.parent, let item = act.item, parent != item.id { return false }
        if let post = message.post?.id, let asked = act.item?.post, post != asked { return false }
        if let thread = message.thread, let asked = act.item?.thread, thread != asked { return false }
        return (message.at ?? act.firstTriedAt) >= act.firstTriedAt - Self.clockSlack
    }

    /// Looks with the action's own request and test.
    private func look(
        _ request: CompiledManifest.Request, _ each: Formula?, _ match: Formula, _ id: Formula?, for act: Act
    ) async throws(ConnectorFailure) -> ReadBack {
        let more = names(of: act)
        let exchange = try await exchange(request, filling(.null, more))
        guard exchange.unreadable == nil else { throw unreadable(exchange) }
        var names = shown(more)
        names["res"] = exchange.res
        return try evaluated { () throws(FormulaFailure) in
            let records = try each?.all(exchange.body, names) ?? exchange.body.elements ?? [exchange.body]
            for record in records where try match.holds(record, names) {
                let found = try id?.first(record, names).flatMap(stableText)
                return .found(id: found.map { RemoteMessageID($0) }, at: nil, permalink: nil)
            }
            return .absent
        }
    }
}

extension StoredItem {
    /// The item that a stream under it knows as `$parent`: its post, else the item itself.
    fileprivate var parentValue: JSON { post.map { ["id": .string($0.rawValue)] } ?? value }
}
