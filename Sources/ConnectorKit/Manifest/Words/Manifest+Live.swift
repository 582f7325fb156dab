extension Manifest {
    /// The same records sooner: server-sent events, read for as long as the platform keeps the line open.
    struct Live: Decodable, Sendable {
        var path: WrittenText
        var query: Ordered<WrittenTemplate>
        var headers: Ordered<WrittenTemplate>
        /// Which events count; nil: all.
        var when: WrittenExpression?
        /// The records of an event; nil: its data is one.
        var each: WrittenExpression?

        enum CodingKeys: String, CodingKey, CaseIterable { case sse, query, headers, when, each }

        private struct Address: Decodable {
            var text: WrittenText
            init(from decoder: any Decoder) throws { text = try WrittenText(decoder) }
        }

        init(from decoder: any Decoder) throws {
            let map = try decoder.container(keyedBy: CodingKeys.self)
            path = try map.decode(Address.self, forKey: .sse).text
            query = try map.decodeIfPresent(Ordered<WrittenTemplate>.self, forKey: .query) ?? Ordered()
            headers = try map.decodeIfPresent(Ordered<WrittenTemplate>.self, forKey: .headers) ?? Ordered()
            when = try map.expression(.when)
            each = try map.expression(.each)
        }
    }
}
