import ConnectorKit
import Expressions
import InboxModel
import Spelling

/// A tape's file as it is decoded.
struct TapeFileContent: Decodable {
    var tape: Tape

    enum CodingKeys: String, CodingKey, CaseIterable { case about, given, `do`, call, act, tape, expect }

    init(from decoder: any Decoder) throws {
        let map = try decoder.container(keyedBy: CodingKeys.self)
        let deed = try map.decode(WrittenDeed.self, forKey: .do).deed
        tape = Tape(
            name: "", file: "", about: try map.decodeIfPresent(String.self, forKey: .about),
            given: try map.decodeIfPresent(Tape.Given.self, forKey: .given) ?? Tape.Given(), deed: deed,
            call: try map.decodeIfPresent(Tape.Call.self, forKey: .call),
            act: try map.decodeIfPresent(Tape.Act.self, forKey: .act),
            exchanges: try map.decodeIfPresent([Tape.Exchange].self, forKey: .tape) ?? [],
            expect: try map.decodeIfPresent(Tape.Expect.self, forKey: .expect) ?? Tape.Expect())
        if deed == .receive, tape.call == nil { decoder.report("`receive` needs `call:`, the platform's call", atKey: "do") }
        if deed != .receive, tape.call != nil {
            decoder.report("`call` belongs to `do: receive`, not to `\(deed.words)`", atKey: "call")
        }
        if case .perform = deed, tape.act == nil { tape.act = Tape.Act() }
    }
}

/// The words behind `do`.
private struct WrittenDeed: Decodable {
    let deed: Tape.Deed

    private static let plain: [String: Tape.Deed] = [
        "account": .account, "receive": .receive, "subscribe": .subscribe, "unsubscribe": .unsubscribe, "renew": .renew,
        "download": .download, "profile": .profile, "post": .post, "refresh": .refresh,
    ]

    init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        let words = text.split(separator: " ").map(String.init)
        let known = Self.plain.keys.sorted() + ["poll", "live"] + Verb.allCases.map(\.rawValue)
        if words.count == 2, words[0] == "poll" || words[0] == "live" {
            deed = words[0] == "poll" ? .poll(words[1]) : .live(words[1])
            Self.checkStream(words[1], decoder)
        } else if words.count == 1, let plain = Self.plain[words[0]] {
            deed = plain
        } else if words.count == 1, let verb = Verb(rawValue: words[0]) {
            deed = .perform(verb)
        } else {
            let hint = words.first.flatMap { Spelling.nearest(to: $0, in: known) }.map { "did you mean `\($0)`?" }
            throw decoder.fault(
                "nothing can be done by `\(text)`; \(hint ?? "possible: poll STREAM, " + known.joined(separator: ", "))")
        }
    }

    private static func checkStream(_ written: String, _ decoder: any Decoder) {
        guard let manifest = decoder.tapeShelf?.manifest else { return }
        let name = written.hasSuffix(".recheck") ? String(written.dropLast(8)) : written
        let names = manifest.streams.map(\.name)
        if !names.contains(name) {
            let near = Spelling.nearest(to: name, in: names).map { "did you mean `\($0)`?" }
            decoder.report("there is no stream `\(name)`; \(near ?? "there are \(names.joined(separator: ", "))")")
        } else if written != name, manifest.stream(name)?.recheck == nil {
            decoder.report("the stream `\(name)` has no `recheck`")
        }
    }
}

extension Tape.Given: Decodable {
    enum CodingKeys: String, CodingKey, CaseIterable { case now, settings, app, grant, hook, account, cursor, known }

    public init(from decoder: any Decoder) throws {
        let map = try decoder.container(keyedBy: CodingKeys.self)
        if let text = try map.decodeIfPresent(String.self, forKey: .now) {
            if let moment = Timestamp(rfc3339: text) {
                now = moment
            } else {
                decoder.report("`\(text)` is no moment; write 2026-03-01T12:00:00Z", atKey: "now")
            }
        }
        settings = try map.decodeIfPresent(WrittenSettings.self, forKey: .settings)?.values ?? [:]
        app = try map.decodeIfPresent(TapeValue.self, forKey: .app)?.json
        if map.contains(.grant) { grant = try map.decodeIfPresent(TapeValue.self, forKey: .grant)?.json ?? .null }
        hook = try map.decodeIfPresent(TapeValue.self, forKey: .hook)?.json
        account = try map.decodeIfPresent(TapeValue.self, forKey: .account)?.json
        // (In `condition ? value : nil` the nil would be JSON's own null.)
        if map.contains(.cursor) { cursor = try map.decodeIfPresent(TapeValue.self, forKey: .cursor)?.json ?? .null }
        known = try map.decodeIfPresent([WrittenItem].self, forKey: .known)?.map(\.value) ?? []
    }
}

/// Values of the manifest's settings.
private struct WrittenSettings: Decodable {
    var values: [String: String] = [:]

    init(from decoder: any Decoder) throws {
        let map = try decoder.container(keyedBy: AnyKey.self)
        let names = decoder.tapeShelf?.manifest.settings.map(\.name) ?? []
        for key in map.allKeys {
            let name = key.stringValue
            values[name] = try map.decode(TapeValue.self, forKey: key).text ?? ""
            guard !names.contains(name) else { continue }
            let near = Spelling.nearest(to: name, in: names).map { "did you mean `\($0)`?" }
            let hint = near ?? (names.isEmpty ? "there are none" : "there are \(names.joined(separator: ", "))")
            decoder.report("the manifest has no setting `\(name)`; \(hint)", atKey: name)
        }
    }
}

extension Tape.Call: Decodable {
    enum CodingKeys: String, CodingKey, CaseIterable { case method, query, headers, body }

    public init(from decoder: any Decoder) throws {
        let map = try decoder.container(keyedBy: CodingKeys.self)
        method = try map.decodeIfPresent(String.self, forKey: .method) ?? "POST"
        query = try map.decodeIfPresent(Templates.self, forKey: .query)?.entries ?? []
        headers = try map.decodeIfPresent(Templates.self, forKey: .headers)?.entries ?? []
        body = try map.decodeIfPresent(TapeBody.self, forKey: .body)
    }

    /// A map of templates over `$body $settings $secrets $app $hook $now`.
    private struct Templates: Decodable {
        var entries: [(name: String, value: Template)] = []

        init(from decoder: any Decoder) throws {
            let map = try decoder.container(keyedBy: AnyKey.self)
            for key in map.allKeys {
                let text = try map.decode(String.self, forKey: key)
                guard let builtins = decoder.tapeShelf?.builtins else { continue }
                do throws(ExpressionFailure) {
                    entries.append((key.stringValue, try Template.compile(text, variables: Signing.names, builtins: builtins)))
                } catch {
                    decoder.report("\(error.message) — \(error.advice)", atKey: key.stringValue)
                }
            }
        }
    }
}

extension Tape.Act: Decodable {
    enum CodingKeys: String, CodingKey, CaseIterable { case item, text, subject, author, files, key }

    public init(from decoder: any Decoder) throws {
        let map = try decoder.container(keyedBy: CodingKeys.self)
        item = try map.decodeIfPresent(TapeValue.self, forKey: .item)
        text = try map.decodeIfPresent(String.self, forKey: .text) ?? ""
        subject = try map.decodeIfPresent(String.self, forKey: .subject)
        author = try map.decodeIfPresent(String.self, forKey: .author)
        files = try map.decodeIfPresent([File].self, forKey: .files) ?? []
        key = try map.decodeIfPresent(String.self, forKey: .key) ?? "key-1"
    }
}

extension Tape.Act.File: Decodable {
    enum CodingKeys: String, CodingKey, CaseIterable { case name, type, alt, bytes }

    public init(from decoder: any Decoder) throws {
        let map = try decoder.container(keyedBy: CodingKeys.self)
        let value = try map.decode(TapeValue.self, forKey: .bytes)
        if case .file(let file) = value.content { bytes = file.bytes } else { bytes = Array((value.text ?? "").utf8) }
        name = try map.decode(String.self, forKey: .name)
        type = try map.decode(String.self, forKey: .type)
        alt = try map.decodeIfPresent(String.self, forKey: .alt)
    }
}
