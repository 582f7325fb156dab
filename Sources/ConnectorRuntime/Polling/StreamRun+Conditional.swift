import ConnectorKit
import HTTPCore
import InboxModel

/// Conditional requests (RFC 9110, 13): what the platform named its answer is kept with the cursor, and a 304 is "nothing new".
extension StreamRun {
    func ask(_ call: inout HTTPCall, _ validator: StreamMemory.Validator?) {
        guard let validator, validator.address == shortDigest(call.url) else { return }
        if let tag = validator.tag { call.headers["If-None-Match"] = tag }
        if let modified = validator.modified { call.headers["If-Modified-Since"] = modified }
    }

    func validator(_ exchange: Exchange, _ call: HTTPCall) -> StreamMemory.Validator? {
        let (tag, modified) = (exchange.headers["ETag"], exchange.headers["Last-Modified"])
        guard tag != nil || modified != nil, (tag?.utf8.count ?? 0) + (modified?.utf8.count ?? 0) <= 512 else { return nil }
        return StreamMemory.Validator(address: shortDigest(call.url), tag: tag, modified: modified)
    }

    /// Whether an unchanged first page says that all is unchanged: not of places, whose later pages change unseen.
    var mayRest: Bool { placesHorizon == nil || stream.pages == nil }

    /// A list of places is read whole each time, down to the oldest that child streams look at; nil for other lists.
    var placesHorizon: Timestamp? {
        guard stream.items.allSatisfy({ $0.kinds.allSatisfy { $0.kind == .place } }) else { return nil }
        let spans = connector.manifest.streams.compactMap { $0.under }.filter { $0.stream == stream.name }.map(\.within)
        return connector.now() - (spans.max() ?? stream.backfill)
    }
}
