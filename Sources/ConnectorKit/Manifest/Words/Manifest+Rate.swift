extension Manifest {
    /// `300 per 5m`, `1 per 1s each thread`, or `10000 per 1d shared app resets 00:00 America/Los_Angeles`.
    struct Rate: Decodable, Sendable {
        var count: Int
        var span: Duration
        var isPerThread = false
        /// One budget for all channels of the app.
        var isShared = false
        var resets: CompiledManifest.Reset?

        init(from decoder: any Decoder) throws {
            let text = try decoder.singleValueContainer().decode(String.self)
            var words = text.split(separator: " ").map(String.init)[...]
            guard words.count >= 3, let count = Int(words[0]), count > 0, words[1] == "per", let span = Span(words[2]) else {
                throw decoder.fault("`\(text)` is no rate; write it as in `300 per 5m` or `1 per 1s each thread`")
            }
            (self.count, self.span) = (count, span.duration)
            words = words.dropFirst(3)
            while let word = words.popFirst() {
                switch (word, words.first) {
                case ("each", "thread"): isPerThread = true
                case ("shared", "app"): isShared = true
                case ("resets", let time?): try resets(at: time, in: &words, decoder)
                default:
                    throw decoder.fault(
                        "`\(word)` is unknown after a rate; possible: each thread, shared app, resets 00:00 ZONE")
                }
                words = words.dropFirst()
            }
            if isPerThread, isShared || resets != nil {
                decoder.report("a rate of each thread is counted for itself: `shared` and `resets` do not go with it")
            }
        }

        private mutating func resets(at time: String, in words: inout ArraySlice<String>, _ decoder: any Decoder) throws {
            let parts = time.split(separator: ":").compactMap { Int($0) }
            guard time.utf8.count == 5, parts.count == 2, (0..<24).contains(parts[0]), (0..<60).contains(parts[1]) else {
                throw decoder.fault("`\(time)` is no time of day; write it as in `resets 00:00 America/Los_Angeles`")
            }
            guard span == .seconds(86_400) else {
                throw decoder.fault("a time of day resets what is counted per day: write `per 1d`")
            }
            words = words.dropFirst()
            resets = CompiledManifest.Reset(minutes: parts[0] * 60 + parts[1], zone: words.first ?? "UTC")
        }
    }
}
