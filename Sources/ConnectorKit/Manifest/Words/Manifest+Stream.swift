extension Manifest {
    /// A list the platform keeps, read from where we stood.
    struct Stream: Decodable, Sendable {
        var place: SourcePlace
        /// Nil where only the webhook feeds it.
        var request: Request?
        /// Read by the connector's program.
        var isProgram: Bool
        var every: Duration?
        var each: WrittenExpression?
        /// Oldest first, as logs are; else newest first until known ground.
        var isOldestFirst: Bool
        var resume: Resume?
        var pages: Pages?
        var wait: Duration?
        var live: Live?
        var sweep: Sweep?
        /// How far back the first run goes.
        var backfill: Duration?
        var under: Under?
        var recheck: Recheck?
        /// How many known items end a newest-first run whose pages hold one.
        var overlap: Int
        var map: Mapping

        enum Sweep: Sendable {
            case never
            case every(Duration)
        }

        /// Items to map, or another stream's.
        enum Mapping: Sendable {
            case items([Item])
            case stream(Located<String>)
        }

        enum Word: String, CaseIterable, Sendable {
            case every, each, order, resume, pages, wait, live, sweep, backfill, under, recheck, overlap, map, run
        }

        private enum Order: String, Decodable, CaseIterable { case oldest, newest }

        init(from decoder: any Decoder) throws {
            let map = try decoder.container(keyedBy: RequestWord<Word>.self)
            func read<T: Decodable>(_ type: T.Type, _ word: Word) throws -> T? {
                try map.decodeIfPresent(type, forKey: RequestWord(word))
            }
            place = decoder.place
            request = try Request(map, decoder)
            every = try read(Span.self, .every)?.duration
            each = try map.expression(RequestWord(.each))
            isOldestFirst = try read(Order.self, .order) == .oldest
            resume = try read(Resume.self, .resume)
            pages = try read(Pages.self, .pages)
            wait = try read(Span.self, .wait)?.duration
            live = try read(Live.self, .live)
            sweep = try read(Sweep.self, .sweep)
            backfill = try read(Span.self, .backfill)?.duration
            under = try read(Under.self, .under)
            recheck = try read(Recheck.self, .recheck)
            overlap = try read(Int.self, .overlap) ?? 20
            self.map = try map.decode(Mapping.self, forKey: RequestWord(.map))
            isProgram = try read(Bool.self, .run) ?? false
            if isProgram {
                let words = [Word.each, .order, .resume, .pages, .wait, .live, .under, .backfill, .recheck].map(\.rawValue)
                for word in words + Request.Word.allCases.map(\.rawValue) where map.contains(RequestWord(word)) {
                    decoder.report("`\(word)` has no place beside `run`: the program reads the stream", atKey: word)
                }
            } else if request == nil {
                for word in [Word.every, .each, .order, .resume, .pages, .wait, .live, .under, .backfill] {
                    guard map.contains(RequestWord(word)) else { continue }
                    decoder.report("`\(word.rawValue)` needs a request to go with it: get with a path", atKey: word.rawValue)
                }
            }
        }
    }

    /// How a run goes on where the last one stopped.
    struct Resume: Decodable, Sendable {
        enum Format: String, Decodable, CaseIterable, Sendable { case text, epoch, epochMilliseconds = "epoch_ms", iso, date }

        /// The query parameter.
        var parameter: String
        /// Over a record: the value to resume from.
        var from: WrittenExpression
        /// Taken back from a time, so that late arrivals are seen.
        var overlap: Duration?
        var format: Format

        enum CodingKeys: String, CodingKey, CaseIterable {
            case parameter = "as"
            case from, overlap, format
        }

        init(from decoder: any Decoder) throws {
            let map = try decoder.container(keyedBy: CodingKeys.self)
            parameter = try map.decode(String.self, forKey: .parameter)
            overlap = try map.decodeIfPresent(Span.self, forKey: .overlap)?.duration
            format = try map.decodeIfPresent(Format.self, forKey: .format) ?? .text
            guard let from = try map.expression(.from) else { throw decoder.fault("`from` is missing: what to resume from") }
            self.from = from
            if overlap != nil, format == .text {
                decoder.report("an overlap needs `format: epoch`, `epoch_ms`, `iso` or `date`", atKey: "overlap")
            }
        }
    }

    /// How one page leads to the next.
    enum Pages: Decodable, Sendable {
        /// A number that grows by `count` a page.
        case number(parameter: String, count: Int, start: Int)
        /// A token out of the page.
        case token(parameter: String, from: WrittenExpression)
        /// The next page's whole address.
        case address(WrittenExpression)
        /// The Link header (RFC 8288) of this relation.
        case link(String)

        enum CodingKeys: String, CodingKey, CaseIterable {
            case parameter = "as"
            case count, start, from, url, link
        }

        init(from decoder: any Decoder) throws {
            let map = try decoder.container(keyedBy: CodingKeys.self)
            if let parameter = try map.decodeIfPresent(String.self, forKey: .parameter) {
                if let count = try map.decodeIfPresent(Int.self, forKey: .count) {
                    let start = try map.decodeIfPresent(Int.self, forKey: .start) ?? (count == 1 ? 1 : 0)
                    self = .number(parameter: parameter, count: count, start: start)
                } else if let from = try map.expression(.from) {
                    self = .token(parameter: parameter, from: from)
                } else {
                    throw decoder.fault("`as` needs `count` (a page number or offset) or `from` (a token)")
                }
            } else if let url = try map.expression(.url) {
                self = .address(url)
            } else if let relation = try map.decodeIfPresent(String.self, forKey: .link) {
                self = .link(relation)
            } else {
                throw decoder.fault("pages go by {as, count}, {as, from}, {url} or {link}")
            }
        }
    }

    /// A stream that runs for each item of another.
    struct Under: Decodable, Sendable {
        var stream: Located<String>
        var kinds: [Kind]
        var within: Duration
        var when: WrittenExpression?
        var changed: WrittenExpression?

        enum CodingKeys: String, CodingKey, CaseIterable { case stream, kinds, within, when, changed }

        init(from decoder: any Decoder) throws {
            let map = try decoder.container(keyedBy: CodingKeys.self)
            stream = try map.decode(Located<String>.self, forKey: .stream)
            kinds = try map.decodeIfPresent([Kind].self, forKey: .kinds) ?? []
            within = try map.decodeIfPresent(Span.self, forKey: .within)?.duration ?? .seconds(14 * 86_400)
            when = try map.expression(.when)
            changed = try map.expression(.changed)
        }
    }

    /// The re-reading that notices what lists do not bump.
    struct Recheck: Decodable, Sendable {
        var request: Request
        var each: WrittenExpression?
        /// How many ids a request asks for; nil: one by one.
        var batch: Int?
        var within: Duration
        var every: Duration
        /// Whether an id that does not come back is deleted.
        var missingIsGone: Bool

        enum Word: String, CaseIterable, Sendable { case each, ids, within, every, missing }

        private enum Missing: String, Decodable, CaseIterable { case gone, kept }

        init(from decoder: any Decoder) throws {
            let map = try decoder.container(keyedBy: RequestWord<Word>.self)
            guard let request = try Request(map, decoder) else {
                throw decoder.fault("`recheck` needs a request: get with a path")
            }
            self.request = request
            each = try map.expression(RequestWord(.each))
            batch = try map.decodeIfPresent(Int.self, forKey: RequestWord(.ids))
            within = try map.decodeIfPresent(Span.self, forKey: RequestWord(.within))?.duration ?? .seconds(14 * 86_400)
            every = try map.decodeIfPresent(Span.self, forKey: RequestWord(.every))?.duration ?? .seconds(900)
            missingIsGone = try map.decodeIfPresent(Missing.self, forKey: RequestWord(.missing)) == .gone
        }
    }
}

extension Manifest.Stream.Sweep: Decodable {
    init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        self = text == "never" ? .never : .every(try Span(from: decoder).duration)
    }
}

extension Manifest.Stream.Mapping: Decodable {
    init(from decoder: any Decoder) throws {
        switch decoder.shape {
        case .scalar: self = .stream(try Located(from: decoder))
        case .list, .map: self = .items(try OneOrMore<Manifest.Item>(from: decoder).values)
        case .empty: throw decoder.fault("`map` says what a record means; nothing stands here")
        }
    }
}
