import Cryptography
import InboxModel
import Routing
import ServiceLevels

/// An arrival with all that depends on it alone, computed before the transaction: its digest and the rules' word sets.
struct PreparedArrival: Sendable {
    let item: BatchItem
    let contentHash: String
    /// Nil for what no rule looks at: our own items, reactions, removals.
    let routing: (rules: PreparedMessage, policies: PreparedSelection<Policy>)?

    init(_ item: BatchItem, of channel: Channel, book: HouseBook) {
        self.item = item
        guard case .message(let message) = item.arrival else {
            (contentHash, routing) = ("", nil)
            return
        }
        contentHash = message.contentHash
        let facts = RoutingMessage(message, channel: channel.name, connector: channel.connector)
        routing = message.isOurs ? nil : (book.rules.prepare(facts), book.policies.prepare(facts))
    }
}

extension ArrivedMessage {
    /// A digest of what a reader sees: text, rating and attachment names, with addresses cut at their query, since platforms
    /// sign those anew each time.
    var contentHash: String {
        var seen = [text, subject ?? "", rating.map(String.init) ?? ""]
        for file in attachments {
            seen.append(file.name ?? String((file.reference ?? file.url ?? "").prefix { $0 != "?" }))
        }
        return Digest.sha256(Array(seen.joined(separator: "\u{1F}").utf8)).prefix(16).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
    }
}
