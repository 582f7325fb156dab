import InboxModel
import Storage

extension Reception {
    /// A known id arrived again: an edit, an older wording, a collision, or nothing new.
    func revise(_ known: Message, with arrived: ArrivedMessage, contentHash: String) throws -> ItemOutcome {
        if let collision = try collision(of: known, with: arrived) { return collision }
        if arrived.isOurs, known.outboxEntry != nil { try confirmByEcho(known, arrived) }
        let isFirstEcho = known.outboxEntry != nil && known.contentHash.isEmpty
        guard contentHash != known.contentHash, !isFirstEcho, !arrived.isFixed else {
            try adopt(arrived, contentHash: isFirstEcho ? contentHash : known.contentHash, to: known)
            return .known
        }
        let editedAt = arrived.editedAt.map { min($0, receivedAt) }
        if try transaction.hasRevision(known.id, contentHash: contentHash, editedAt: editedAt) { return .known }
        if let editedAt, known.isEditTold, let newest = known.editedAt, editedAt < newest {
            try keep(olderWording: arrived, of: known, contentHash: contentHash, editedAt: editedAt)
            return .changed
        }
        if arrived.editedAt == nil, known.isEditTold {
            // The wording from before the first edit, which came late.
            try keep(olderWording: arrived, of: known, contentHash: contentHash, editedAt: nil)
            return .changed
        }
        try replaceWording(of: known, with: arrived, contentHash: contentHash, editedAt: editedAt)
        return .changed
    }

    /// What may change without a word of it changing: what the connector keeps with an item, as how many answers it has. Of an answer
    /// sent from here the first echo says how the platform writes it: only what differs from that is an edit.
    private func adopt(_ arrived: ArrivedMessage, contentHash: String, to known: Message) throws {
        var message = known
        message.keep = arrived.keep ?? known.keep
        message.contentHash = contentHash
        if message != known { try transaction.update(message) }
    }

    private func collision(of known: Message, with arrived: ArrivedMessage) throws -> ItemOutcome? {
        let author = try known.identity.flatMap { try transaction.identity($0)?.remoteID }
        let isOtherAuthor = known.outboxEntry == nil && author != nil && arrived.author.id != nil && author != arrived.author.id
        guard known.kind != arrived.kind || isOtherAuthor else { return nil }
        return .refused(
            code: "id_collision",
            reason:
                "Item '\(arrived.id)' is known as a \(known.kind.rawValue) of another \(isOtherAuthor ? "author" : "kind").",
            advice: "If the connector's messages come from several id spaces, prefix their ids in its mapping.")
    }

    private func replaceWording(
        of known: Message, with arrived: ArrivedMessage, contentHash: String, editedAt: Timestamp?
    ) throws {
        try transaction.insertRevision(
            of: known, revision: known.revision, text: known.text, html: known.html, rating: known.rating,
            attachments: known.attachments, contentHash: known.contentHash,
            editedAt: known.isEditTold ? known.editedAt : nil,
            seenAt: known.isEditTold ? known.arrivedAt : known.editedAt ?? known.arrivedAt)
        var message = known
        message.text = arrived.text
        message.html = arrived.html
        message.subject = arrived.subject
        message.rating = arrived.rating
        message.attachments = arrived.attachments
        message.keep = arrived.keep ?? known.keep
        message.contentHash = contentHash
        message.editedAt = editedAt ?? receivedAt
        message.isEditTold = editedAt != nil
        message.revision += 1
        try transaction.update(message)
        try record(.messageEdited, message, detail: ["revision": String(message.revision)])
        try refresh(message)
    }

    private func keep(
        olderWording arrived: ArrivedMessage, of known: Message, contentHash: String, editedAt: Timestamp?
    ) throws {
        var message = known
        message.revision += 1
        try transaction.insertRevision(
            of: known, revision: known.revision, text: arrived.text, html: arrived.html, rating: arrived.rating,
            attachments: arrived.attachments, contentHash: contentHash, editedAt: editedAt, seenAt: receivedAt)
        try transaction.update(message)
        try record(.messageEdited, message, detail: ["revision": String(message.revision)])
    }

    /// Brings the conversation in line after one of its messages changed.
    func refresh(_ message: Message) throws {
        guard let before = try transaction.conversation(message.conversation) else { return }
        var conversation = before
        if message.direction == .inbound, message.at >= conversation.lastMessageAt {
            conversation.excerpt = message.deletedAt == nil ? message.text.excerpt : ""
        }
        let unanswered = try transaction.unanswered(in: conversation.id)
        (conversation.unanswered, conversation.unansweredSince) = (unanswered?.id, unanswered?.at)
        try settle(&conversation, from: before)
    }
}
