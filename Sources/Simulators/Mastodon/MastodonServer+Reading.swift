import FoundationEssentials
import HTTPCore

/// What our account reads.
extension MastodonServer {
    static var table: Router<Route> {
        var router = Router<Route>()
        router.on(.get, "/api/v1/accounts/verify_credentials", Route { server, _, _, _ in HTTPResponse(200, server.whoAmI) })
        router.on(.get, "/api/v2/instance", Route { server, _, _, _ in HTTPResponse(200, server.instance) })
        router.on(.get, "/api/v1/notifications", Route { server, parameters, _, _ in server.readNotifications(parameters) })
        router.on(.get, "/api/v1/statuses", Route { server, parameters, _, _ in server.readStatuses(parameters) })
        router.on(.get, "/api/v1/statuses/{id}", Route { server, _, _, path in server.readStatus(path["id"]) })
        router.on(.get, "/api/v1/statuses/{id}/context", Route { server, _, _, path in server.readContext(path["id"]) })
        router.on(.get, "/api/v1/statuses/{id}/source", Route { server, _, _, path in server.readSource(path["id"]) })
        router.on(.post, "/api/v2/media", Route { server, parameters, _, _ in server.sendUp(parameters) })
        router.on(.get, "/api/v1/media/{id}", Route { server, _, _, path in server.readMedia(path["id"]) })
        router.on(.get, "/api/v1/streaming/user/notification", Route { server, _, _, _ in server.listen() })
        router.on(.post, "/api/v1/statuses", Route { server, parameters, request, _ in server.post(parameters, request) })
        router.on(.put, "/api/v1/statuses/{id}", Route { server, parameters, _, path in server.change(path["id"], parameters) })
        router.on(.delete, "/api/v1/statuses/{id}", Route { server, _, _, path in server.delete(path["id"]) })
        for (verb, kind, isDone) in [
            ("favourite", Mark.favourite, true), ("unfavourite", .favourite, false), ("reblog", .reblog, true),
            ("unreblog", .reblog, false),
        ] {
            router.on(
                .post, "/api/v1/statuses/{id}/\(verb)", Route { server, _, _, path in server.mark(path["id"], kind, isDone) })
        }
        return router
    }

    private var whoAmI: Document {
        us.document(origin).adding(
            ("source", ["privacy": "public", "sensitive": false, "language": "de", "note": "", "fields": []]))
    }

    private var instance: Document {
        [
            "domain": .text(String(origin.dropFirst(8))), "title": "Fedi Example", "version": "4.6.0",
            "source_url": "https://github.com/mastodon/mastodon",
            "configuration": [
                "statuses": ["max_characters": 500, "max_media_attachments": 4, "characters_reserved_per_url": 23]
            ], "api_versions": ["mastodon": 10],
        ]
    }

    // MARK: Notifications

    private static let usualPage = 40
    private static let largestPage = 80

    /// Newest first, whichever way it is asked: `min_id` takes the page directly above, `since_id` the newest one.
    private func readNotifications(_ parameters: Parameters) -> HTTPResponse {
        isHeard = true
        let limit = Int(min(Int64(Self.largestPage), max(1, parameters.whole("limit") ?? Int64(Self.usualPage))))
        let types = Set(parameters.all("types"))
        let without = Set(parameters.all("exclude_types"))
        var found = notifications.filter { notification in
            (types.isEmpty || types.contains(notification.type)) && !without.contains(notification.type)
                && status(notification.status) != nil
        }
        if let most = parameters.whole("max_id") { found.removeAll { $0.number >= most } }
        if let least = parameters.whole("since_id") { found.removeAll { $0.number <= least } }
        let page: [MastodonNotification]
        if let least = parameters.whole("min_id") {
            page = found.filter { $0.number > least }.prefix(limit).reversed()
        } else {
            page = found.suffix(limit).reversed()
        }
        var response = HTTPResponse(200, .list(page.map(document)))
        if let newest = page.first, let oldest = page.last {
            let address = "\(origin)/api/v1/notifications?limit=\(limit)" + types.sorted().map { "&types[]=\($0)" }.joined()
            response.headers["Link"] =
                "<\(address)&max_id=\(oldest.number)>; rel=\"next\", <\(address)&min_id=\(newest.number)>; rel=\"prev\""
        }
        return response
    }

    func document(_ notification: MastodonNotification) -> Document {
        [
            "id": .text(String(notification.number)), "type": .text(notification.type),
            "created_at": .text(notification.at.withMilliseconds), "group_key": .text("ungrouped-\(notification.number)"),
            "account": notification.account.document(origin),
            "status": status(notification.status).map { document($0) } ?? .null,
        ]
    }

    // MARK: Statuses

    func status(_ id: String) -> MastodonStatus? { statuses.first { $0.id == id && !$0.isDeleted } }

    private func readStatus(_ id: String) -> HTTPResponse {
        guard let status = status(id) else { return notFound }
        return HTTPResponse(200, document(status))
    }

    /// Those that are gone are left out.
    private func readStatuses(_ parameters: Parameters) -> HTTPResponse {
        let ids = parameters.all("id")
        guard ids.count <= Self.usualPage else { return failure(422, "Too many ids") }
        return HTTPResponse(200, .list(ids.compactMap { status($0) }.map { document($0) }))
    }

    private func readContext(_ id: String) -> HTTPResponse {
        guard var current = status(id) else { return notFound }
        var ancestors: [Document] = []
        while let parent = current.parent.flatMap({ status($0) }) {
            ancestors.insert(document(parent), at: 0)
            current = parent
        }
        let below = descendants(of: id).map { document($0) }
        return HTTPResponse(200, ["ancestors": .list(ancestors), "descendants": .list(below)])
    }

    private func descendants(of id: String) -> [MastodonStatus] {
        statuses.filter { $0.parent == id && !$0.isDeleted }.flatMap { [$0] + descendants(of: $0.id) }
    }

    /// The plain text, of one's own statuses only.
    private func readSource(_ id: String) -> HTTPResponse {
        guard let status = status(id), status.author == us else { return notFound }
        return HTTPResponse(200, ["id": .text(id), "text": .text(status.text), "spoiler_text": .text(status.spoiler)])
    }

    var notFound: HTTPResponse { failure(404, "Record not found") }

    func document(_ status: MastodonStatus) -> Document {
        let author = status.author
        let parent = status.parent.flatMap { self.status($0) }
        return [
            "id": .text(status.id), "created_at": .text(status.at.withMilliseconds), "in_reply_to_id": Document(parent?.id),
            "in_reply_to_account_id": Document(parent?.author.id), "sensitive": .bool(!status.spoiler.isEmpty),
            "spoiler_text": .text(status.spoiler), "visibility": .text(status.visibility.rawValue),
            "language": Document(status.language), "uri": .text("\(origin)/ap/users/\(author.id)/statuses/\(status.id)"),
            "url": .text("\(author.url(origin))/\(status.id)"),
            "replies_count": .whole(Int64(statuses.count { $0.parent == status.id && !$0.isDeleted })),
            "reblogs_count": .whole(Int64(status.rebloggedBy.count)),
            "favourites_count": .whole(Int64(status.favouritedBy.count)), "quotes_count": 0,
            "edited_at": Document(status.editedAt?.withMilliseconds), "favourited": .bool(status.favouritedBy.contains(us.id)),
            "reblogged": .bool(status.rebloggedBy.contains(us.id)), "muted": false, "bookmarked": false,
            "content": .text(MastodonText.html(status.text, mentions: status.mentions, origin: origin)), "filtered": [],
            "reblog": nil, "account": author.document(origin),
            "media_attachments": .list(status.media.compactMap { media[$0] }.map { document($0) }),
            "mentions": .list(
                status.mentions.map {
                    ["id": .text($0.id), "username": .text($0.username), "url": .text($0.url(origin)), "acct": .text($0.acct)]
                }), "tags": [], "emojis": [], "quote": nil, "card": nil, "poll": nil,
        ]
    }
}
