import Cryptography
import InboxModel
import Routing
import ServiceLevels

/// An arrival with all that depends on it alone, computed before the transaction: its digest, its excerpt and the rules' word sets.
struct PreparedArrival: Sendable {
    let item: BatchItem
    let contentHash: String
    let excerpt: String
    /// Nil for what no rule looks at: our own items, reactions, removals.
    let routing: (rules: PreparedMessage, policies: PreparedSelection<Policy>)?

    init(_ item: BatchItem, of channel: Channel, book: HouseBook) {
        self.item = item
        guard case .message(let message) = item.arrival else {
            (contentHash, excerpt, routing) = ("", "", nil)
            return
        }
        contentHash = message.contentHash
        excerpt = message.text.excerpt
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

extension String {
    /// The beginning on one line, for lists: at most 200 characters. Looks at no more of a text than that can hold.
    var excerpt: String {
        var line = String.UnicodeScalarView()
        var isGap = false
        for scalar in unicodeScalars.prefix(800) {
            let isBlank =
                scalar.isASCII ? scalar.value == 0x20 || (0x09...0x0D).contains(scalar.value) : scalar.properties.isWhitespace
            guard !isBlank else {
                isGap = !line.isEmpty
                continue
            }
            if isGap { line.append(" ") }
            line.append(scalar)
            isGap = false
        }
        return String(String(line).prefix(200))
    }
}
