/// A part of the manifest with keys of its own.
struct LanguageRoom: Sendable {
    /// What may stand behind a key.
    indirect enum Shape: Sendable {
        case text, number, flag, duration
        /// jq over the record, or a map that builds an object, or a list that builds a composite key.
        case expression
        /// Text with `\( expression )`, or a map or list of such.
        case template
        /// A path or an address with `\( expression )`.
        case address
        case choice([String])
        case room(String)
        /// Names the author chooses, each with this.
        case named(Shape)
        /// Names of a closed list, each with this.
        case closed([String], Shape)
        case list(Shape)
        case oneOrMore(Shape)
        case either([Shape])
    }

    struct Key: Sendable {
        var name: String
        var shape: Shape
        var isRequired = false
        var text: String
    }

    var name: String
    var title: String
    var text: String
    /// Whether the words of a request stand here too.
    var holdsRequest = false
    var keys: [Key]
}

/// The manifest language as a table: the reference, the schema for editors and `check` speak of the same words.
enum Language {
    static let kinds = ["comment", "mention", "message", "review", "post", "mail", "reaction", "receipt", "place"]
    static let verbs = [
        "reply", "reply_private", "publish", "share", "edit", "delete", "like", "unlike", "hide", "unhide", "approve", "block",
        "unblock", "read", "typing",
    ]
    static let labels = [
        "ok", "retry", "rate_limited", "auth_expired", "auth_denied", "gone", "window_closed", "duplicate", "rejected",
        "pending",
        "config", "end",
    ]

    static let rooms: [LanguageRoom] =
        [manifest, setting] + requestRooms + signInRooms + streamRooms + itemRooms + webhookRooms + actionRooms + limitRooms

    static func key(
        _ name: String, _ shape: LanguageRoom.Shape, _ text: String, required: Bool = false
    ) -> LanguageRoom.Key { LanguageRoom.Key(name: name, shape: shape, isRequired: required, text: text) }
}
