extension Manifest {
    /// What makes a request ours.
    struct Auth: Decodable, Sendable {
        var basic: Basic?
        var bearer: WrittenTemplate?
        var headers: Ordered<WrittenTemplate>
        var query: Ordered<WrittenTemplate>
        var oauth2: OAuth2?
        var oauth1: OAuth1?
        var jwt: JWT?
        var session: Session?

        struct Basic: Decodable, Sendable {
            var user: WrittenTemplate
            var password: WrittenTemplate

            enum CodingKeys: String, CodingKey, CaseIterable { case user, password }
        }

        enum CodingKeys: String, CodingKey, CaseIterable { case basic, bearer, headers, query, oauth2, oauth1, jwt, session }

        init(from decoder: any Decoder) throws {
            let map = try decoder.container(keyedBy: CodingKeys.self)
            basic = try map.decodeIfPresent(Basic.self, forKey: .basic)
            bearer = try map.decodeIfPresent(WrittenTemplate.self, forKey: .bearer)
            headers = try map.decodeIfPresent(Ordered<WrittenTemplate>.self, forKey: .headers) ?? Ordered()
            query = try map.decodeIfPresent(Ordered<WrittenTemplate>.self, forKey: .query) ?? Ordered()
            oauth2 = try map.decodeIfPresent(OAuth2.self, forKey: .oauth2)
            oauth1 = try map.decodeIfPresent(OAuth1.self, forKey: .oauth1)
            jwt = try map.decodeIfPresent(JWT.self, forKey: .jwt)
            session = try map.decodeIfPresent(Session.self, forKey: .session)
            let kinds = [CodingKeys.oauth2, .oauth1, .jwt, .session].filter(map.contains)
            if kinds.count > 1 {
                decoder.report("`\(kinds[0].rawValue)` and `\(kinds[1].rawValue)` exclude each other", atKey: kinds[1].rawValue)
            }
            if basic != nil, bearer != nil { decoder.report("`basic` and `bearer` exclude each other", atKey: "bearer") }
        }
    }

    /// Sign-in test, health probe, and who we are.
    struct Account: Decodable, Sendable {
        var request: Request
        var id: WrittenExpression
        var name: WrittenExpression?
        var url: WrittenExpression?
        /// The accounts of an answer that lists several; the channel says which one it is.
        var each: WrittenExpression?
        var pages: Pages?
        /// Secrets that the answer gives for this account alone: they join `$secrets`.
        var secrets: Ordered<WrittenExpression>

        enum Word: String, CaseIterable, Sendable { case id, name, url, each, pages, secrets, steps }

        init(from decoder: any Decoder) throws {
            let map = try decoder.container(keyedBy: RequestWord<Word>.self)
            guard let request = try Request(map, decoder) else {
                throw decoder.fault("`account` needs a request: get with a path")
            }
            self.request = request
            guard let id = try map.expression(RequestWord(.id)) else { throw decoder.fault("`id` is missing: who we are") }
            self.id = id
            name = try map.expression(RequestWord(.name))
            url = try map.expression(RequestWord(.url))
            each = try map.expression(RequestWord(.each))
            pages = try map.decodeIfPresent(Pages.self, forKey: RequestWord(.pages))
            secrets = try map.decodeIfPresent(Ordered<WrittenExpression>.self, forKey: RequestWord(.secrets)) ?? Ordered()
            map.refuse([RequestWord<Word>(.steps)], decoder)
        }
    }
}
