extension Manifest {
    /// What makes a request ours.
    struct Auth: Decodable, Sendable {
        var basic: Basic?
        var bearer: WrittenTemplate?
        var headers: Ordered<WrittenTemplate>
        var query: Ordered<WrittenTemplate>

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
            map.refuse([.oauth2, .oauth1, .jwt, .session], decoder)
            if basic != nil, bearer != nil { decoder.report("`basic` and `bearer` exclude each other", atKey: "bearer") }
        }
    }

    /// Sign-in test, health probe, and who we are.
    struct Account: Decodable, Sendable {
        var request: Request
        var id: WrittenExpression
        var name: WrittenExpression?
        var url: WrittenExpression?

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
            map.refuse([.each, .pages, .secrets, .steps].map { RequestWord<Word>($0) }, decoder)
        }
    }
}
