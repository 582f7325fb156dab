import ConnectorKit
import Expressions

extension WebhookCall {
    /// `$req`: method, url, query, headers, and where somebody asks for them the body as text and the fields of a form.
    func value(_ parts: CallParts) -> JSON {
        var fields = JSONObject()
        for (name, value) in headers { fields[name] = .string(value) }
        var parameters = JSONObject()
        for (name, value) in query where parameters[name] == nil { parameters[name] = .string(value) }
        var object = JSONObject([
            ("method", .string(method)), ("url", .string(url)), ("headers", .object(fields)), ("query", .object(parameters)),
        ])
        // What is no UTF-8 stays away: a text made of it would not be what was signed.
        if parts.contains(.body) { object["body"] = String(validating: body, as: UTF8.self).map(JSON.string) }
        if parts.contains(.form) { object["form"] = form }
        return .object(object)
    }

    /// The fields of a form body: a text each, a list where a name stands several times.
    private var form: JSON {
        var object = JSONObject()
        for pair in body.split(separator: UInt8(ascii: "&")) {
            let halves = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let (name, value) = (unescaped(halves[0]), JSON.string(halves.count > 1 ? unescaped(halves[1]) : ""))
            switch object[name] {
            case nil: object[name] = value
            case .array(let earlier)?: object[name] = .array(earlier + [value])
            case let earlier?: object[name] = .array([earlier, value])
            }
        }
        return .object(object)
    }
}

/// Parts of a call that cost something to make.
struct CallParts: OptionSet, Sendable {
    let rawValue: Int
    static let body = CallParts(rawValue: 1)
    static let form = CallParts(rawValue: 2)

    init(rawValue: Int) { self.rawValue = rawValue }

    /// What the expressions of a webhook's verification and answers ask for.
    init(_ webhook: CompiledManifest.Webhook) {
        let texts = webhook.verify.texts + webhook.answers.flatMap(\.texts)
        self = []
        if texts.contains(where: { $0.contains("$req.body") || $0.isWholeCall }) { insert(.body) }
        if texts.contains(where: { $0.contains("$req.form") || $0.isWholeCall }) { insert(.form) }
    }
}

extension CompiledManifest.Verify {
    fileprivate var texts: [String] {
        switch self {
        case .none: []
        case .token(let token, let expected): [token, expected].flatMap(\.texts)
        case .signature(let signature):
            [signature.secret, signature.signature, signature.timestamp].compactMap { $0 }.flatMap(\.texts)
                + (signature.signed?.texts ?? [])
        case .signedToken(let token): token.token?.texts ?? []
        }
    }
}

extension CompiledManifest.Answer {
    fileprivate var texts: [String] {
        let tree: TemplateTree? =
            switch body {
            case .text(let tree, _), .json(let tree): tree
            case nil: nil
            }
        return (when?.texts ?? []) + (tree?.texts ?? [])
    }
}

extension CompiledManifest.Webhook {
    /// Headers that a mapping asks for by name: `$req.headers["x-event"]` and `$req.headers.event`.
    var askedHeaders: Set<String> {
        let formulas = [each, account].compactMap { $0 } + into.map(\.records) + poke.map(\.test) + signals.map(\.test)
        return formulas.flatMap(\.texts).reduce(into: []) { names, text in
            for tail in text.parts(after: "$req.headers") {
                let name =
                    tail.hasPrefix("[\"")
                    ? tail.dropFirst(2).prefix { $0 != "\"" } : tail.dropFirst().prefix { $0.isLetter || $0 == "_" }
                names.insert(name.lowercased())
            }
        }
    }
}

extension String {
    /// `$req` as a whole, or one of its members by another way than `.name`.
    fileprivate var isWholeCall: Bool {
        parts(after: "$req").contains { $0.first != "." || $0.dropFirst().first?.isLetter != true }
    }

    /// What stands behind each occurrence of a word.
    fileprivate func parts(after word: String) -> [Substring] {
        var parts: [Substring] = []
        var rest = self[...]
        while let at = rest.indices.first(where: { rest[$0...].hasPrefix(word) }) {
            rest = rest[rest.index(at, offsetBy: word.count)...]
            parts.append(rest)
        }
        return parts
    }
}
