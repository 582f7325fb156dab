public import InboxModel
import Storage

/// What the platform told when it was asked for an author or a post.
extension Desk {
    /// Takes an author's profile; nil: the platform did not tell, and is not asked again for a while.
    public func take(_ found: ArrivedAuthor?, for author: RemoteAuthorID, in channel: Channel) async throws {
        let (book, ids, now) = (houseBook, ids, now())
        try await change { transaction in
            try transaction.noteAsked(author: author, in: channel.id, at: now)
            guard let found, let before = try transaction.identity(in: channel.space, author) else { return }
            let reception = Reception(transaction, channel: channel, isHistory: false, book: book, ids: ids, now: now)
            let identity = try reception.identity(of: found)
            guard identity != before else { return }
            if let name = identity.name ?? identity.handle {
                try transaction.rename(identity.contact, from: before.displayName, to: name)
            }
            try transaction.record(
                Event(.authorSeen, at: now, channel: channel.id, detail: ["identity": identity.id.description]))
        }
    }

    /// Takes a post; nil: the platform did not tell, and is not asked again for a while.
    public func take(_ found: ArrivedPost?, for post: RemotePostID, in channel: Channel) async throws {
        let (book, ids, now) = (houseBook, ids, now())
        try await change { transaction in
            try transaction.noteAsked(post: post, in: channel.id, at: now)
            guard let found else { return }
            let reception = Reception(transaction, channel: channel, isHistory: false, book: book, ids: ids, now: now)
            _ = try reception.post(found)
        }
    }
}
