import InboxModel
import Storage

/// Our own answers coming back: by the echo of a webhook or a poll, before or after the answer to our call.
extension Reception {
    /// Ties an unknown item of our own to the act that made it. Nil: nobody here made it, it was written on the platform itself.
    func matchEcho(_ arrived: ArrivedMessage) throws -> ItemOutcome? {
        guard let home = try home(of: arrived) else { return nil }
        let open = try transaction.outboxEntries(of: home).filter {
            [.sending, .unknown, .pending].contains($0.state) && $0.remoteID == nil && $0.message != nil
        }
        if let entry = open.first(where: { carries(arrived.text, $0.text) }) {
            try Settlement(transaction, book: book, ids: ids, now: now).settle(
                entry, as: .sent(id: arrived.id, at: moment(arrived.at), permalink: arrived.permalink), how: "echo")
            return .changed
        }
        guard open.contains(where: { $0.state == .sending }), let delivery = delivery else { return nil }
        try transaction.hold(echo: arrived.id, of: home, in: channel.id, delivery: delivery, at: now)
        return .held
    }

    /// The echo of an answer whose id is known: settles it where our call never heard the platform's word.
    func confirmByEcho(_ known: Message, _ arrived: ArrivedMessage) throws {
        guard let id = known.outboxEntry, let entry = try transaction.outboxEntry(id),
            [.sending, .unknown, .pending].contains(entry.state)
        else { return }
        try Settlement(transaction, book: book, ids: ids, now: now).settle(
            entry, as: .sent(id: arrived.id, at: moment(arrived.at), permalink: arrived.permalink), how: "echo")
    }

    private func home(of arrived: ArrivedMessage) throws -> ConversationID? {
        if let thread = arrived.thread { return try transaction.conversation(in: channel.id, alias: "thread:\(thread)") }
        for id in [arrived.parent].compactMap({ $0 }) + arrived.ancestors {
            if let item = try transaction.message(in: channel.id, id) { return item.conversation }
        }
        return nil
    }

    /// Whether what stands on the platform is what we sent: blanks and letter case aside, and with an address put before it.
    private func carries(_ seen: String, _ sent: String) -> Bool {
        let (seen, sent) = (fold(seen), fold(sent))
        return !sent.isEmpty && (seen == sent || seen.hasSuffix(" " + sent))
    }

    private func fold(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
    }
}
