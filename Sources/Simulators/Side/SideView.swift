import FoundationEssentials

/// What the public sees of a platform.
struct SideView: Sendable {
    var platform: Platform
    var title: String
    /// Whether our credentials are good there.
    var isSignedIn: Bool
    var threads: [SideThread]

    /// The newest of what was written; a page with a whole week of it would help nobody.
    static let window = 300
}

/// A post with its comments, a chat, a thread of toots.
struct SideThread: Sendable {
    var id: String
    var title: String
    var note: String = ""
    var items: [SideItem]
}

/// One thing somebody wrote.
struct SideItem: Sendable {
    var id: String
    var parent: String?
    var author: String
    var handle: String
    var isOurs = false
    var text: String
    var at: Date
    var isEdited = false
    /// What stands beside it: `held`, `trash`, `deleted`, `direct`.
    var mark: String?
    /// `👍 2`
    var reactions: [String] = []
}

extension SideView {
    var document: Document {
        [
            "platform": .text(platform.rawValue), "title": .text(title), "signedIn": .bool(isSignedIn),
            "threads": .list(threads.map(\.document)),
        ]
    }
}

extension SideThread {
    fileprivate var document: Document {
        ["id": .text(id), "title": .text(title), "note": .text(note), "items": .list(items.map(\.document))]
    }
}

extension SideItem {
    fileprivate var document: Document {
        [
            "id": .text(id), "parent": Document(parent), "author": .text(author), "handle": .text(handle),
            "ours": .bool(isOurs),
            "text": .text(text), "at": .text(at.withMilliseconds), "edited": .bool(isEdited), "mark": Document(mark),
            "reactions": .list(reactions.map(Document.text)),
        ]
    }
}
