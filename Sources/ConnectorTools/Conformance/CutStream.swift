import ConnectorKit
import ConnectorRuntime
import Expressions
import HTTPCore

/// A stream's recorded page, cut into pages of one, with a platform that hands them out the way the manifest asks for them.
struct CutStream: Sendable {
    /// What cannot be cut, in words.
    struct Uncut: Error { var reason: String }

    let stream: CompiledManifest.Stream
    let tape: Tape
    /// The exchange that brought the page, and what stands before it (the sign-in).
    let first: Tape.Exchange
    let headers: HTTPHeaders
    let pages: [JSON]
    let empty: JSON
    /// What the manifest resumes from after each record.
    let marks: [JSON?]

    init(_ playback: Playback, _ manifest: CompiledManifest) throws(Uncut) {
        tape = playback.tape
        guard let name = tape.polled, let stream = manifest.stream(name), stream.under == nil else {
            throw Uncut(reason: "its streams hang under others")
        }
        guard stream.wait == nil else { throw Uncut(reason: "a long poll reads one page a run") }
        guard stream.pages != nil || (stream.isOldestFirst && stream.resume != nil) else {
            throw Uncut(reason: "its streams have one page")
        }
        self.stream = stream
        let connector = Stage(tape, manifest, MadePlatform { _, _ throws(HTTPFailure) in HTTPAnswer(status: 500) }).connector
        var best: (exchange: Tape.Exchange, answer: Tape.Answer, page: JSON, records: [JSON])?
        for exchange in tape.exchanges {
            guard case .answer(let answer) = exchange.reply, answer.status == 200, let bytes = answer.body?.bytes,
                let page = try? JSON(parsing: bytes), let records = connector.records(in: page, of: stream),
                records.count > best?.records.count ?? 1
            else { continue }
            // The sign-in's answer is no page.
            if exchange.address == tape.exchanges.first?.address, tape.given.account == nil, manifest.account != nil {
                continue
            }
            best = (exchange, answer, page, records)
        }
        guard let best else { throw Uncut(reason: "no tape has a page of two records") }
        (first, headers) = (best.exchange, HTTPHeaders(best.answer.headers.map { HTTPHeaders.Field($0.name, $0.value) }))
        guard let path = Self.list(in: best.page, best.records.count, { connector.records(in: $0, of: stream) }) else {
            throw Uncut(reason: "`each` picks from more than one list")
        }
        let elements = best.page.value(at: path)?.elements ?? []
        pages = elements.map { best.page.replacing(path, with: [$0]) }
        empty = best.page.replacing(path, with: [])
        marks = zip(best.records, pages).map { record, page in
            stream.resume.flatMap { connector.value(of: $0.from, on: record, page: page) }
        }
    }

    /// The list whose elements are the records, one by one.
    private static func list(in page: JSON, _ count: Int, _ records: (JSON) -> [JSON]?) -> JSONPath? {
        for (path, value) in page.walk(limit: 500) {
            guard let elements = value.elements, elements.count >= count,
                records(page.replacing(path, with: []))?.isEmpty == true
            else { continue }
            let parts = elements.map { records(page.replacing(path, with: [$0]))?.count ?? 0 }
            if parts.allSatisfy({ $0 <= 1 }), parts.reduce(0, +) == count { return path }
        }
        return nil
    }

    // MARK: Handing out

    /// The platform: `following` says which page comes after one (counted from 0); nil for none.
    func platform(_ following: @escaping @Sendable (Int) -> Int?) throws(Uncut) -> MadePlatform {
        let others = LoosePlatformAnswers(tape.exchanges)
        let written = try (-1..<pages.count).map { (index) throws(Uncut) in
            index < 0 ? HTTPAnswer(status: 200) : try answer(index, next: following(index))
        }
        let base = CallComparison.readable(first.address).prefix { $0 != "?" }
        let end = HTTPAnswer(status: 200, headers: headers.without("Link"), body: empty.encoded())
        return MadePlatform { call, _ throws(HTTPFailure) in
            guard CallComparison.readable(call.url).prefix(while: { $0 != "?" }) == base else {
                guard let answer = others.answer(to: call) else {
                    throw HTTPFailure(.broken, "not on the tape", advice: "", requestLeft: true)
                }
                return answer
            }
            guard let index = self.index(asked: call, following), written.indices.contains(index + 1), index >= 0 else {
                return end
            }
            return written[index + 1]
        }
    }

    /// The page a call asks for.
    private func index(asked call: HTTPCall, _ following: (Int) -> Int?) -> Int? {
        let query = call.url.split(separator: "?", maxSplits: 1).dropFirst().first.map { FormText.pairs($0) } ?? []
        func parameter(_ name: String) -> String? { query.first { $0[0] == name }?[1] }
        if let cut = parameter("stellwerk_cut") { return Int(cut) }
        switch stream.pages {
        case .number(let name, let count, let start):
            guard let text = parameter(name), let value = Int(text), count != 0 else { return 0 }
            let asked = (value - start) / count
            // Whatever is asked for, a platform that goes in circles has it.
            return asked == 0 ? 0 : following(asked - 1).map { _ in asked } ?? (following(0) == 0 ? 0 : nil)
        case .token(let name, _):
            guard let text = parameter(name), let cut = text.split(separator: "-").last else { return resumed(query) }
            return text.hasPrefix("cut-") ? Int(cut) : resumed(query)
        case .address, .link: return resumed(query)
        case nil: return resumed(query)
        }
    }

    /// Behind the record that the call resumes from; the first page where it resumes from nothing known.
    private func resumed(_ query: [[String]]) -> Int? {
        guard let name = stream.resume?.parameter, let text = query.first(where: { $0[0] == name })?[1] else { return 0 }
        guard let after = marks.lastIndex(where: { ($0?.text ?? $0?.encodedText()) == text }) else { return 0 }
        return stream.isOldestFirst ? after + 1 : pages.count
    }

    private func answer(_ index: Int, next: Int?) throws(Uncut) -> HTTPAnswer {
        var (page, headers) = (pages[index], headers)
        let address = first.address + (first.address.contains("?") ? "&" : "?") + "stellwerk_cut=\(next ?? 0)"
        switch stream.pages {
        case .token(_, let from): page = try written(page, from, next.map { .string("cut-\($0)") })
        case .address(let from): page = try written(page, from, next == nil ? nil : .string(address))
        case .link(let relation):
            headers = headers.without("Link")
            if next != nil { headers["Link"] = "<\(address)>; rel=\"\(relation)\"" }
        case .number, nil: break
        }
        if headers["Content-Type"] == nil { headers["Content-Type"] = "application/json" }
        return HTTPAnswer(status: 200, headers: headers, body: page.encoded())
    }

    /// The page with another word for where it goes on, where that stands at a plain path.
    private func written(_ page: JSON, _ from: Formula, _ next: JSON?) throws(Uncut) -> JSON {
        var text = from.text.text.drop { $0 == " " }
        if text.hasPrefix("$page") { text = text.dropFirst(5) }
        let path = text.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
        let names = path.split(separator: ".").map(String.init)
        guard path.hasPrefix("."), !names.isEmpty else {
            throw Uncut(reason: "where the next page is named is computed, not a field")
        }
        return page.replacing(JSONPath(steps: names.map { .name($0) }), with: next ?? .null)
    }
}

/// A tape's answers by what is asked.
struct LoosePlatformAnswers: Sendable {
    private let answers: [String: HTTPAnswer]

    init(_ exchanges: [Tape.Exchange]) {
        var answers: [String: HTTPAnswer] = [:]
        for exchange in exchanges {
            guard case .answer(let answer) = exchange.reply else { continue }
            answers["\(exchange.method) \(CallComparison.readable(exchange.address))"] = HTTPAnswer(
                answer, url: exchange.address)
        }
        self.answers = answers
    }

    func answer(to call: HTTPCall) -> HTTPAnswer? { answers["\(call.method.rawValue) \(CallComparison.readable(call.url))"] }
}

extension HTTPHeaders {
    fileprivate func without(_ name: String) -> HTTPHeaders {
        var copy = self
        copy[name] = nil
        return copy
    }
}
