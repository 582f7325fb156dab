import ConnectorKit
import Expressions
import HTTPCore

/// Compares a call with what the tape says is asked.
struct CallComparison {
    let exchange: Tape.Exchange
    let call: HTTPCall

    /// Parameters that are compared only where the tape names them.
    let credentials: Set<String>

    init(_ exchange: Tape.Exchange, _ call: HTTPCall, credentials: Set<String> = []) {
        (self.exchange, self.call, self.credentials) = (exchange, call, credentials)
    }

    /// The first difference; nil where the call is the one on the tape.
    var problem: TapeProblem? { address ?? headers ?? body }

    private var address: TapeProblem? {
        let unnamed = credentials.filter { !exchange.address.contains("?\($0)=") && !exchange.address.contains("&\($0)=") }
        let asked = "\(call.method.rawValue) \(Self.readable(call.url, without: unnamed))"
        let written = "\(exchange.method) \(Self.readable(exchange.address))"
        return asked == written ? nil : TapeProblem("the call differs", expected: written, got: asked, at: exchange.place)
    }

    /// An address decoded, its query in a fixed order.
    static func readable(_ url: String, without hidden: Set<String> = []) -> String {
        let parts = url.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = FormText.decoded(parts[0], plusIsBlank: false)
        let query = parts.count > 1 ? FormText.pairs(parts[1]).filter { !hidden.contains($0[0]) } : []
        return query.isEmpty ? path : path + "?" + query.map { "\($0[0])=\($0[1])" }.joined(separator: "&")
    }

    private var headers: TapeProblem? {
        for (name, value) in exchange.headers {
            let sent = name.lowercased() == "content-type" ? call.body.map(\.type) ?? call.headers[name] : call.headers[name]
            if sent != value {
                return TapeProblem("header \(name)", expected: value, got: sent ?? "not sent", at: exchange.place)
            }
        }
        return nil
    }

    private var body: TapeProblem? {
        guard let expected = exchange.body else { return nil }
        let place = expected.place
        if let form = expected.only("form") { return self.form(form) }
        if let parts = expected.only("multipart") { return multipart(parts) }
        guard case .bytes(let bytes, _) = call.body else {
            return TapeProblem(
                "body", expected: expected.json.encodedText(), got: call.body == nil ? "none" : "multipart", at: place)
        }
        let text = String(decoding: bytes, as: UTF8.self)
        if case .file(let file) = expected.content, file.bytes == bytes { return nil }
        let wanted = expected.only("text")?.json ?? expected.json
        let sent = (expected.only("text") == nil ? try? JSON(parsing: bytes) : nil) ?? .string(text)
        return sent == wanted
            ? nil : TapeProblem("body", expected: wanted.encodedText(), got: sent.encodedText(), at: place)
    }

    private func form(_ form: TapeValue) -> TapeProblem? {
        guard case .bytes(let bytes, _) = call.body else {
            return TapeProblem("body", expected: "a form", got: call.body == nil ? "none" : "multipart", at: form.place)
        }
        let sent = FormText.pairs(String(decoding: bytes, as: UTF8.self))
        let wanted = form.texts.map { [$0.name, $0.value] }.sorted { $0.lexicographicallyPrecedes($1) }
        guard sent != wanted else { return nil }
        let words = { (pairs: [[String]]) in pairs.map { "\($0[0])=\($0[1])" }.joined(separator: "&") }
        return TapeProblem("form", expected: words(wanted), got: words(sent), at: form.place)
    }

    private func multipart(_ wanted: TapeValue) -> TapeProblem? {
        guard case .multipart(let parts) = call.body else {
            return TapeProblem("body", expected: "multipart", got: "another body", at: wanted.place)
        }
        let names = (wanted.members ?? []).map(\.key)
        guard names.sorted() == parts.map(\.name).sorted() else {
            return TapeProblem(
                "parts", expected: names.joined(separator: ", "), got: parts.map(\.name).joined(separator: ", "),
                at: wanted.place)
        }
        for (name, value) in wanted.members ?? [] {
            guard let part = parts.first(where: { $0.name == name }) else { continue }
            if let problem = self.part(part, value) { return problem }
        }
        return nil
    }

    private func part(_ part: HTTPBody.Part, _ wanted: TapeValue) -> TapeProblem? {
        let what = "part \(part.name)"
        if let fields = wanted.members {
            if let name = fields.first(where: { $0.key == "name" })?.value.text, name != part.fileName {
                return TapeProblem("\(what): file name", expected: name, got: part.fileName ?? "none", at: wanted.place)
            }
            if let type = fields.first(where: { $0.key == "type" })?.value.text, type != part.type {
                return TapeProblem("\(what): type", expected: type, got: part.type ?? "none", at: wanted.place)
            }
            return wanted["bytes"].flatMap { self.part(part, $0) }
        }
        if case .file(let file) = wanted.content {
            return file.bytes == part.bytes
                ? nil
                : TapeProblem(what, expected: "file \(file.name)", got: "\(part.bytes.count) other bytes", at: wanted.place)
        }
        let sent = String(decoding: part.bytes, as: UTF8.self)
        if sent == wanted.text ?? "" { return nil }
        if let json = try? JSON(parsing: part.bytes), json == wanted.json { return nil }
        return TapeProblem(what, expected: wanted.json.encodedText(), got: sent, at: wanted.place)
    }
}

extension HTTPBody {
    fileprivate var type: String {
        switch self {
        case .bytes(_, let type): type
        case .multipart: "multipart/form-data"
        }
    }
}

extension TapeValue {
    /// The value of a map that has this key and no other.
    func only(_ key: String) -> TapeValue? {
        guard let members, members.count == 1, members[0].key == key else { return nil }
        return members[0].value
    }
}
