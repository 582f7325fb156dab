import InboxModel
import Storage

extension Reception {
    /// The identity behind an author, made or brought up to date. An author without an id is nameless and new each time.
    func identity(of author: ArrivedAuthor) throws -> Identity {
        if let remoteID = author.id, let known = try transaction.identity(in: channel.space, remoteID) {
            var identity = known
            identity.adopt(author)
            if identity != known { try transaction.save(identity) }
            return identity
        }
        let contact = Contact(
            id: ids.make(at: now), name: author.name ?? author.handle ?? author.id?.rawValue ?? "", createdAt: now)
        try transaction.insert(contact)
        var identity = Identity(id: ids.make(at: now), space: channel.space, remoteID: author.id, contact: contact.id)
        identity.adopt(author)
        try transaction.save(identity)
        return identity
    }

    /// The post a discussion hangs under, made or brought up to date.
    func post(_ arrived: ArrivedPost) throws -> PostID {
        let known = try transaction.post(in: channel.id, arrived.id)
        var post = known ?? Post(id: ids.make(at: now), channel: channel.id, remoteID: arrived.id)
        post.url = arrived.url ?? post.url
        post.title = arrived.title ?? post.title
        post.excerpt = arrived.excerpt ?? post.excerpt
        post.image = arrived.image ?? post.image
        post.author = arrived.author ?? post.author
        post.at = arrived.at ?? post.at
        if post != known {
            try transaction.save(post)
            try transaction.record(Event(.postSeen, at: now, channel: channel.id, detail: ["post": post.id.description]))
        }
        for (name, value) in arrived.counts { try transaction.count(post.id, name, value, at: receivedAt) }
        return post.id
    }

    func take(_ arrived: ArrivedPost) throws -> ItemOutcome {
        let isKnown = try transaction.post(in: channel.id, arrived.id) != nil
        _ = try post(arrived)
        return isKnown ? .known : .new
    }

    func take(_ arrived: ArrivedPlace) throws -> ItemOutcome {
        switch try transaction.note(arrived, in: channel.id, at: receivedAt) {
        case nil: .new
        case true?: .changed
        case false?: .known
        }
    }
}

extension Identity {
    /// Takes over what an author's newest item says of them.
    fileprivate mutating func adopt(_ author: ArrivedAuthor) {
        name = author.name ?? name
        handle = author.handle ?? handle
        avatar = author.avatar ?? avatar
        url = author.url ?? url
        role = author.role ?? role
        followers = author.followers ?? followers
    }
}
