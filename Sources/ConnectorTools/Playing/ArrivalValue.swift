public import Expressions
public import InboxModel

extension Arrival {
    /// The item in the manifest's words, as tapes and `--json` show it.
    public var value: JSON {
        switch self {
        case .message(let message): message.value
        case .reaction(let reaction):
            .fields([
                ("kind", "reaction"), ("target", .string(reaction.target.rawValue)), ("author", reaction.author.value),
                ("reaction", .text(reaction.value)), ("gone", .flag(reaction.isRemoved)), ("at", .moment(reaction.at)),
            ])
        case .receipt(let receipt):
            .fields([
                ("kind", "receipt"), ("target", .string(receipt.target.rawValue)), ("status", .string(receipt.status.rawValue)),
                ("reason", .text(receipt.reason)), ("at", .moment(receipt.at)),
            ])
        case .removal(let id, let at):
            .fields([("id", .string(id.rawValue)), ("gone", true), ("edited_at", .moment(at)), ("at", .moment(at))])
        case .post(let post): post.value
        case .place(let place):
            .fields([
                ("kind", "place"), ("id", .string(place.id)), ("at", .moment(place.at)), ("gone", .flag(place.isGone)),
                ("keep", place.keep.flatMap { try? JSON(parsing: $0) } ?? .null),
            ])
        }
    }
}

extension ArrivedMessage {
    fileprivate var value: JSON {
        .fields([
            ("id", .string(id.rawValue)), ("kind", .string(kind.rawValue)), ("private", .flag(visibility == .private)),
            ("thread", .text(thread?.rawValue)), ("parent", .text(parent?.rawValue)), ("post", post?.value ?? .null),
            ("author", author.value), ("subject", .text(subject)), ("text", .string(text)), ("html", .text(html)),
            ("language", .text(language)), ("at", .moment(at)), ("edited_at", .moment(editedAt)), ("url", .text(permalink)),
            ("rating", rating.map { .integer(Int64($0)) } ?? .null), ("mine", .flag(isOurs)),
            ("needs_answer", .bool(needsAnswer)),
            ("attachments", attachments.isEmpty ? .null : .array(attachments.map(\.value))),
            ("also", alsoKnownAs.isEmpty ? .null : .array(alsoKnownAs.map { .string($0.rawValue) })),
            ("role", .text(author.role?.rawValue)), ("keep", keep.flatMap { try? JSON(parsing: $0) } ?? .null),
        ])
    }
}

extension ArrivedAuthor {
    var value: JSON {
        let value = JSON.fields([
            ("id", .text(id?.rawValue)), ("name", .text(name)), ("handle", .text(handle)), ("avatar", .text(avatar)),
            ("url", .text(url)), ("role", .text(role?.rawValue)), ("followers", followers.map(JSON.integer) ?? .null),
        ])
        if case .object(let object) = value, object.isEmpty { return .null }
        return value
    }
}

extension ArrivedPost {
    var value: JSON {
        .fields([
            ("id", .string(id.rawValue)), ("url", .text(url)), ("title", .text(title)), ("text", .text(excerpt)),
            ("image", .text(image)), ("author", .text(author)), ("at", .moment(at)),
            (
                "counts",
                counts.isEmpty
                    ? .null : .object(JSONObject(counts.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) }))
            ),
        ])
    }
}

extension Attachment {
    fileprivate var value: JSON {
        .fields([
            ("name", .text(name)), ("type", .text(type)), ("size", size.map(JSON.integer) ?? .null), ("url", .text(url)),
            ("ref", .text(reference)), ("alt", .text(alternative)),
        ])
    }
}

extension JSON {
    /// An object without the members that are null.
    static func fields(_ members: [(String, JSON)]) -> JSON { .object(JSONObject(members.filter { !$0.1.isNull })) }

    static func text(_ text: String?) -> JSON { text.map(JSON.string) ?? .null }
    static func moment(_ moment: Timestamp?) -> JSON { moment.map { .string($0.rfc3339) } ?? .null }
    /// True, or nothing.
    static func flag(_ flag: Bool) -> JSON { flag ? .bool(true) : .null }
}
