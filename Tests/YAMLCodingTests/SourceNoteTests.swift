import Testing
import YAMLCoding

/// What a pure target does that does not know YAML: it reads the notes by their names.
private struct Located: Decodable, Equatable {
    var text: String?
    var place: String

    init(from decoder: any Decoder) throws {
        func note<T>(_ name: String, as type: T.Type) -> T? { decoder.userInfo[CodingUserInfoKey(rawValue: name)!] as? T }
        let container = try decoder.singleValueContainer()
        text = container.decodeNil() ? nil : try container.decode(String.self)
        let quoted = note("source.quoted", as: Bool.self).map { $0 ? " quoted" : " plain" } ?? ""
        place = "\(note("source.file", as: String.self)!):\(note("source.line", as: Int.self)!):"
        place += "\(note("source.column", as: Int.self)!) \(note("source.shape", as: String.self)!)\(quoted)"
        place += " \(note("source.text.line", as: Int.self)!):\(note("source.text.column", as: Int.self)!)"
    }
}

private struct Ordered: Decodable {
    struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    var names: [String] = []
    var values: [Located] = []

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Name.self)
        for key in container.allKeys {
            names.append(key.stringValue)
            values.append(try container.decode(Located.self, forKey: key))
        }
    }
}

private struct Reporting: Decodable {
    init(from decoder: any Decoder) throws {
        let report = decoder.userInfo[YAMLDecoder.Note.report] as? @Sendable (String?, String) -> Void
        report?("live", "`live` is not supported yet")
        report?(nil, "and more")
    }
}

struct SourceNoteTests {
    @Test func `keys keep their order, values their places and shapes`() throws {
        let ordered = try YAMLDecoder().decode(Ordered.self, from: "z: plain\na: 'quoted'\nm:\nb: |\n   text\n", file: "f.yaml")
        #expect(ordered.names == ["z", "a", "m", "b"])
        #expect(
            ordered.values.map(\.place) == [
                "f.yaml:1:4 scalar plain 1:4", "f.yaml:2:4 scalar quoted 2:5", "f.yaml:3:3 empty 3:3",
                "f.yaml:4:4 scalar quoted 5:4",
            ])
        #expect(ordered.values.map(\.text) == ["plain", "quoted", nil, "text\n"])
    }

    @Test func `a type reports mistakes of its own and goes on`() {
        let failure = #expect(throws: YAMLFailure.self) {
            try YAMLDecoder().decode([Reporting].self, from: "- {a: 1,\n   live: 2}\n- {}", file: "f.yaml")
        }
        #expect(
            failure?.problems.map(\.headline) == [
                "f.yaml:1:3: and more", "f.yaml:2:4: `live` is not supported yet", "f.yaml:3:3: `live` is not supported yet",
                "f.yaml:3:3: and more",
            ])
    }

    @Test func `several faulty values of an ordered map are all named`() {
        let failure = #expect(throws: YAMLFailure.self) {
            try YAMLDecoder().decode(Ordered.self, from: "a: [1]\nb: {c: 1}\nc: fine", file: "f.yaml")
        }
        #expect(
            failure?.problems.map(\.headline) == [
                "f.yaml:1:4: expected text, found a list", "f.yaml:2:4: expected text, found a map",
            ])
    }
}
