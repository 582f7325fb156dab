extension Manifest {
    /// The request that fills what is not known of an author.
    struct Profile: Decodable, Sendable {
        var request: Request
        var fields: [CompiledManifest.Profile.Field: WrittenExpression] = [:]
        var keep: Duration

        enum Word: String, CaseIterable, Sendable { case name, handle, avatar, url, role, followers, keep }

        init(from decoder: any Decoder) throws {
            let map = try decoder.container(keyedBy: RequestWord<Word>.self)
            guard let request = try Request(map, decoder) else {
                throw decoder.fault("`profile` needs a request: get with a path that holds \\($author.id)")
            }
            self.request = request
            keep = try map.decodeIfPresent(Span.self, forKey: RequestWord(.keep))?.duration ?? .seconds(7 * 86_400)
            for field in CompiledManifest.Profile.Field.allCases {
                fields[field] = try map.expression(RequestWord(field.rawValue))
            }
            if fields.isEmpty { decoder.report("`profile` fills nothing: name, handle, avatar, url, role, followers") }
        }
    }

    /// The request that fills what is not known of a post.
    struct Posts: Decodable, Sendable {
        var request: Request
        var fields: [CompiledManifest.Posts.Field: WrittenExpression] = [:]
        var keep: Duration

        enum Word: String, CaseIterable, Sendable { case url, title, text, image, at, author, counts, keep }

        init(from decoder: any Decoder) throws {
            let map = try decoder.container(keyedBy: RequestWord<Word>.self)
            guard let request = try Request(map, decoder) else {
                throw decoder.fault("`posts` needs a request: get with a path that holds \\($post.id)")
            }
            self.request = request
            keep = try map.decodeIfPresent(Span.self, forKey: RequestWord(.keep))?.duration ?? .seconds(86_400)
            for field in CompiledManifest.Posts.Field.allCases {
                fields[field] = try map.expression(RequestWord(field.rawValue))
            }
            if fields.isEmpty { decoder.report("`posts` fills nothing: url, title, text, image, at, author, counts") }
        }
    }
}
