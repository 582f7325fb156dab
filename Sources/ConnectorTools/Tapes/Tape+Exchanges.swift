import ConnectorKit
import Expressions
import Spelling

extension Tape.Exchange: Decodable {
    enum CodingKeys: String, CodingKey, CaseIterable { case ask, headers, body, answer, fault }

    public init(from decoder: any Decoder) throws {
        let map = try decoder.container(keyedBy: CodingKeys.self)
        place = decoder.place
        (method, address) = ("", "")
        headers = try map.decodeIfPresent(TapeValue.self, forKey: .headers)?.texts ?? []
        body = try map.decodeIfPresent(TapeValue.self, forKey: .body)
        if let fault = try map.decodeIfPresent(Fault.self, forKey: .fault) {
            reply = .fault(fault)
        } else {
            reply = .answer(try map.decodeIfPresent(Tape.Answer.self, forKey: .answer) ?? Tape.Answer())
            if !map.contains(.answer) { decoder.report("`answer` is missing; or `fault: timeout|refused|reset`") }
        }
        let words = try map.decode(String.self, forKey: .ask).split(separator: " ", maxSplits: 1).map(String.init)
        guard words.count == 2, Self.methods.contains(words[0]), words[1].contains("://") else {
            decoder.report("write a method and a whole address: GET https://x.test/api/comments", atKey: "ask")
            return
        }
        (method, address) = (words[0], words[1])
    }

    private static let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
}

extension Tape.Answer: Decodable {
    enum CodingKeys: String, CodingKey, CaseIterable { case status, headers, body }

    public init(from decoder: any Decoder) throws {
        let map = try decoder.container(keyedBy: CodingKeys.self)
        status = try map.decodeIfPresent(Int.self, forKey: .status) ?? 200
        headers = try map.decodeIfPresent(TapeValue.self, forKey: .headers)?.texts ?? []
        body = try map.decodeIfPresent(TapeBody.self, forKey: .body)
    }
}

extension TapeBody: Decodable {
    /// `file NAME`, `{text: …}`, or a JSON value.
    public init(from decoder: any Decoder) throws {
        let value = try TapeValue(from: decoder)
        self.value = value
        if case .file(let file) = value.content {
            (bytes, type) = (file.bytes, file.type)
        } else if let members = value.members, members.count == 1, members[0].key == "text" {
            (bytes, type) = (Array((members[0].value.text ?? "").utf8), "text/plain; charset=utf-8")
        } else if let members = value.members, members.count == 1, members[0].key == "form" {
            let pairs = members[0].value.texts.map { "\(FormText.encoded($0.name))=\(FormText.encoded($0.value))" }
            (bytes, type) = (Array(pairs.joined(separator: "&").utf8), "application/x-www-form-urlencoded")
        } else {
            (bytes, type) = (value.json.encoded(), "application/json")
        }
    }
}

extension Tape.Expect: Decodable {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case items, cursor, left, skipped, outcome, after, message, id, answer, stored, account, profile, post, file
    }

    public init(from decoder: any Decoder) throws {
        let map = try decoder.container(keyedBy: CodingKeys.self)
        place = decoder.place
        items = try map.decodeIfPresent([WrittenItem].self, forKey: .items)?.map(\.value)
        cursor = map.contains(.cursor) ? try map.decodeIfPresent(TapeValue.self, forKey: .cursor) : nil
        left = try map.decodeIfPresent(Left.self, forKey: .left)
        skipped = try map.decodeIfPresent(Int.self, forKey: .skipped)
        outcome = try map.decodeIfPresent(String.self, forKey: .outcome)
        if let outcome, !OutcomeWord.all.contains(outcome) {
            let near = Spelling.nearest(to: outcome, in: OutcomeWord.all).map { "did you mean `\($0)`?" }
            decoder.report(
                "`\(outcome)` is no outcome; \(near ?? "possible: \(OutcomeWord.all.joined(separator: ", "))")",
                atKey: "outcome")
        }
        after = try map.decodeIfPresent(Int.self, forKey: .after)
        message = try map.decodeIfPresent(String.self, forKey: .message)
        id = try map.decodeIfPresent(String.self, forKey: .id)
        answer = try map.decodeIfPresent(Tape.Answer.self, forKey: .answer)
        stored = try map.decodeIfPresent(Bool.self, forKey: .stored)
        account = try map.decodeIfPresent(TapeValue.self, forKey: .account)
        profile = try map.decodeIfPresent(TapeValue.self, forKey: .profile)
        post = try map.decodeIfPresent(TapeValue.self, forKey: .post)
        file = try map.decodeIfPresent(TapeValue.self, forKey: .file)
        for key in map.allKeys { places[key.rawValue] = try map.superDecoder(forKey: key).place }
    }
}

extension Tape.Expect.Left: Decodable {
    public init(from decoder: any Decoder) throws {
        let value = try TapeValue(from: decoder)
        if let elements = value.elements {
            self = .reasons(elements.map { $0["reason"]?.text ?? $0.text ?? "" })
        } else if value.text == "none" {
            self = .none
        } else {
            throw decoder.fault("write `none`, or a list of {reason: part of the message}")
        }
    }
}

extension TapeValue {
    /// A map's members as texts; a list stands for a name that comes several times.
    var texts: [(name: String, value: String)] {
        (members ?? []).flatMap { member in
            (member.value.elements ?? [member.value]).compactMap { value in value.text.map { (member.key, $0) } }
        }
    }
}
