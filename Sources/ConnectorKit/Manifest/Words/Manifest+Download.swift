extension Manifest {
    /// How a file that hangs on an item is fetched: by an address made of what the item says, or by one that a request tells first.
    struct Download: Decodable, Sendable {
        var request: Request?
        /// `.` is the request's answer, or the file where there is no request.
        var url: WrittenText
        /// Sent with the fetch, and with the request before it.
        var headers: Ordered<WrittenTemplate>

        enum Word: String, CaseIterable, Sendable { case url }

        private struct Address: Decodable {
            var text: WrittenText
            init(from decoder: any Decoder) throws { text = try WrittenText(decoder) }
        }

        init(from decoder: any Decoder) throws {
            let map = try decoder.container(keyedBy: RequestWord<Word>.self)
            request = try Request(map, decoder)
            url = try map.decode(Address.self, forKey: RequestWord(.url)).text
            headers = try map.decodeIfPresent(Ordered<WrittenTemplate>.self, forKey: RequestWord("headers")) ?? Ordered()
            for word in Request.Word.allCases where request == nil && word != .headers {
                guard map.contains(RequestWord(word.rawValue)) else { continue }
                decoder.report("`\(word.rawValue)` needs a request to go with it: get with a path", atKey: word.rawValue)
            }
        }
    }
}
