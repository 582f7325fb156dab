import InboxModel
import Storage

extension Settlement {
    /// A message of ours says something else now. What it said before is kept; how the platform writes the new words, its echo tells.
    func reword(_ known: Message, _ text: String) throws {
        guard known.text != text else { return }
        try transaction.insertRevision(
            of: known, revision: known.revision, text: known.text, html: known.html, rating: known.rating,
            attachments: known.attachments, contentHash: known.contentHash,
            editedAt: known.isEditTold ? known.editedAt : nil, seenAt: known.editedAt ?? known.arrivedAt)
        var message = known
        (message.text, message.html, message.contentHash) = (text, nil, "")
        (message.editedAt, message.isEditTold) = (now, false)
        message.revision += 1
        try transaction.update(message)
        try transaction.record(
            Event(
                .messageEdited, at: now, channel: message.channel, conversation: message.conversation, message: message.id,
                detail: ["revision": String(message.revision)]))
    }
}
