import ConnectorKit
import Expressions
import InboxModel

extension StoredItem {
    /// `$item` and `$parent`.
    var value: JSON {
        var object = JSONObject([
            ("id", .string(id.rawValue)), ("kind", .string(kind.rawValue)), ("private", .bool(visibility == .private)),
            ("thread", .string(thread.rawValue)), ("mine", .bool(isOurs)), ("at", .string(at.rfc3339)),
        ])
        object["parent"] = parent.map { .string($0.rawValue) }
        object["post"] = post.map { .string($0.rawValue) }
        object["author"] = author.map { .string($0.rawValue) }
        object["subject"] = subject.map(JSON.string)
        object["keep"] = keep.flatMap { try? JSON(parsing: $0) }
        return .object(object)
    }
}
