import InboxModel
import Storage

/// Removals, reactions and receipts: they may come before what they are about.
extension Reception {
    func remove(_ id: RemoteMessageID, at told: Timestamp?) throws -> ItemOutcome {
        let at = moment(told)
        let isNews = try transaction.noteRemoval(id, in: channel.id, at: at)
        guard var message = try transaction.message(in: channel.id, id), message.deletedAt != at else {
            return isNews ? .new : .known
        }
        guard isNews || message.deletedAt == nil else { return .known }
        let isFirst = message.deletedAt == nil
        message.deletedAt = try transaction.removal(of: id, in: channel.id) ?? at
        try transaction.update(message)
        if isFirst { try record(.messageDeleted, message) }
        try refresh(message)
        return .changed
    }

    func take(_ reaction: ArrivedReaction) throws -> ItemOutcome {
        let author = try identity(of: reaction.author).id
        let at = moment(reaction.at)
        let isNews =
            if let value = reaction.value {
                try transaction.note(
                    reaction: value, isRemoved: reaction.isRemoved, on: reaction.target, by: author, in: channel.id, at: at)
            } else {
                try transaction.removeReactions(on: reaction.target, by: author, in: channel.id, at: at)
            }
        guard isNews else { return .known }
        if let message = try transaction.message(in: channel.id, reaction.target) { try record(.reactionChanged, message) }
        return .new
    }

    func take(_ receipt: ArrivedReceipt) throws -> ItemOutcome {
        guard try transaction.note(receipt, in: channel.id, at: moment(receipt.at)) else { return .known }
        if let message = try transaction.message(in: channel.id, receipt.target) ?? ownMessage(receipt) {
            try record(.receiptReceived, message, detail: ["status": receipt.status.rawValue])
            try Settlement(transaction, book: book, ids: ids, now: now).apply(receipt, to: message)
        }
        return .new
    }

    /// Our message that nobody has named yet, known by the key it was sent with.
    private func ownMessage(_ receipt: ArrivedReceipt) throws -> Message? {
        for key in receipt.alsoKnownAs {
            guard let entry = try transaction.outboxEntry(clientKey: key), entry.channel == channel.id else { continue }
            return try entry.message.flatMap(transaction.message)
        }
        return nil
    }
}
