extension Manifest {
    /// One way to carry out a verb.
    struct Action: Decodable, Sendable {
        var place: SourcePlace
        /// Kinds it fits; `mine` means our own items.
        var kinds: [Located<Target>]
        /// Done by the connector's program.
        var isProgram: Bool
        var steps: [Step]
        /// True where `steps` is written out, false for a single request.
        var id: WrittenExpression?
        var window: Duration?
        var once: Bool
        var text: TextRule?
        var unclear: Unclear?

        enum Target: String, Decodable, CaseIterable, Sendable {
            case comment, mention, message, review, post, mail, mine
        }

        enum Word: String, CaseIterable, Sendable {
            case kinds = "for"
            case id, window, once, text, steps, unclear, run
        }

        init(from decoder: any Decoder) throws {
            let map = try decoder.container(keyedBy: RequestWord<Word>.self)
            func read<T: Decodable>(_ type: T.Type, _ word: Word) throws -> T? {
                try map.decodeIfPresent(type, forKey: RequestWord(word))
            }
            place = decoder.place
            kinds = try read([Located<Target>].self, .kinds) ?? []
            id = try map.expression(RequestWord(.id))
            window = try read(Span.self, .window)?.duration
            once = try read(Bool.self, .once) ?? false
            text = try read(TextRule.self, .text)
            unclear = try read(Unclear.self, .unclear)
            isProgram = try read(Bool.self, .run) ?? false
            if isProgram {
                steps = []
                for word in [Word.steps.rawValue] + Request.Word.allCases.map(\.rawValue) where map.contains(RequestWord(word))
                {
                    decoder.report("`\(word)` has no place beside `run`: the program makes the calls", atKey: word)
                }
            } else if let request = try Request(map, decoder) {
                if map.contains(RequestWord(.steps)) {
                    decoder.report("a request and `steps` exclude each other", atKey: "steps")
                }
                steps = [Step(request)]
            } else {
                // `steps: []` calls nobody: the answer waits here until its reader asks for it.
                guard let steps = try read([Step].self, .steps) else {
                    throw decoder.fault("an action needs a request (post with a path, …) or `steps`")
                }
                self.steps = steps
            }
        }
    }

    /// One request of an action.
    struct Step: Decodable, Sendable {
        /// The name its answers go by in later steps.
        var name: Located<String>?
        var each: WrittenExpression?
        var when: WrittenExpression?
        var request: Request
        var then: Then?

        enum Word: String, CaseIterable, Sendable {
            case name = "as"
            case each, when, then
        }

        init(_ request: Request) { self.request = request }

        init(from decoder: any Decoder) throws {
            let map = try decoder.container(keyedBy: RequestWord<Word>.self)
            guard let request = try Request(map, decoder) else {
                throw decoder.fault("a step needs a request: post with a path, …")
            }
            self.request = request
            name = try map.decodeIfPresent(Located<String>.self, forKey: RequestWord(.name))
            each = try map.expression(RequestWord(.each))
            when = try map.expression(RequestWord(.when))
            then = try map.decodeIfPresent(Then.self, forKey: RequestWord(.then))
        }
    }

    /// Asking again until the platform is ready.
    struct Then: Decodable, Sendable {
        var request: Request
        var until: WrittenExpression
        var every: Duration
        var within: Duration

        enum Word: String, CaseIterable, Sendable { case until, every, within }

        init(from decoder: any Decoder) throws {
            let map = try decoder.container(keyedBy: RequestWord<Word>.self)
            guard let request = try Request(map, decoder), let until = try map.expression(RequestWord(.until)) else {
                throw decoder.fault("`then` needs a request and `until`")
            }
            (self.request, self.until) = (request, until)
            every = try map.decodeIfPresent(Span.self, forKey: RequestWord(.every))?.duration ?? .seconds(1)
            within = try map.decodeIfPresent(Span.self, forKey: RequestWord(.within))?.duration ?? .seconds(120)
        }
    }

    /// What happens after a send whose outcome nobody knows.
    enum Unclear: Decodable, Sendable {
        case ask
        case receipt
        case `repeat`(within: Duration?)
        /// Read this stream again and look for our text.
        case read(Located<String>)
        case look(Look)

        struct Look: Decodable, Sendable {
            var request: Request
            var each: WrittenExpression?
            var match: WrittenExpression
            var id: WrittenExpression?

            enum Word: String, CaseIterable, Sendable { case each, match, id }

            init(from decoder: any Decoder) throws {
                let map = try decoder.container(keyedBy: RequestWord<Word>.self)
                guard let request = try Request(map, decoder), let match = try map.expression(RequestWord(.match)) else {
                    throw decoder.fault("looking back needs a request and `match`")
                }
                (self.request, self.match) = (request, match)
                each = try map.expression(RequestWord(.each))
                id = try map.expression(RequestWord(.id))
            }
        }

        init(from decoder: any Decoder) throws {
            if decoder.shape == .map {
                self = .look(try Look(from: decoder))
                return
            }
            let text = try decoder.singleValueContainer().decode(String.self)
            let words = text.split(separator: " ").map(String.init)
            switch (words.first, words.count) {
            case ("ask", 1): self = .ask
            case ("receipt", 1): self = .receipt
            case ("repeat", 1): self = .repeat(within: nil)
            case ("repeat", 3) where words[1] == "for" && Span(words[2]) != nil:
                self = .repeat(within: Span(words[2])?.duration)
            case ("read", 2): self = .read(Located(words[1], at: decoder.place))
            default:
                throw decoder.fault(
                    "`\(text)` is none of: ask, receipt, repeat, repeat for 1h, read STREAM, {get, each, match}")
            }
        }
    }
}
