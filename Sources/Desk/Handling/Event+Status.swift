import InboxModel

extension Event {
    /// A change of status, with the moment it became true where that is not the moment we wrote it.
    static func statusChanged(
        of conversation: Conversation, to status: ConversationStatus, since: Timestamp, at now: Timestamp
    ) -> Event {
        var detail = ["from": conversation.status.rawValue, "to": status.rawValue]
        if since != now { detail["since"] = since.rfc3339 }
        return Event(
            .statusChanged, at: now, channel: conversation.channel, conversation: conversation.id, detail: detail)
    }
}
