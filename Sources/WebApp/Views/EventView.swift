import Expressions
import InboxModel

/// An event as the live stream and the history of a conversation carry it: ids and words, nothing to look up.
enum EventView {
    static func json(_ e: Event) -> JSON {
        [
            "kind": .word(e.kind), "at": .moment(e.at), "channel": .id(e.channel), "conversation": .id(e.conversation),
            "message": .id(e.message), "outbox": .id(e.outboxEntry), "promise": .id(e.promise), "user": .id(e.user),
            "detail": .object(JSONObject(e.detail.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
        ]
    }
}
