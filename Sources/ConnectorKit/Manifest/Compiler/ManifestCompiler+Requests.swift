import Expressions
import InboxModel

extension ManifestCompiler {
    mutating func request(_ written: Manifest.Request, _ names: Names) -> CompiledManifest.Request {
        CompiledManifest.Request(
            verb: CompiledManifest.Request.Verb(rawValue: written.verb.rawValue)!, path: address(written.path, names),
            query: trees(written.query, names), headers: headers(written.headers, names), body: body(written.body, names),
            reading: format(written.reading), cost: written.cost)
    }

    func format(_ written: Manifest.Request.Format?) -> CompiledManifest.Request.Format? {
        switch written {
        case .json: .json
        case .form: .form
        case .text: .text
        case .xml: .xml
        case nil: nil
        }
    }

    mutating func headers(_ written: Ordered<WrittenTemplate>, _ names: Names) -> [(name: String, value: TemplateTree)] {
        for entry in written.entries where !entry.key.utf8.allSatisfy(Self.isHeaderCharacter) || entry.key.isEmpty {
            error("`\(entry.key)` cannot be a header's name", at: entry.place)
        }
        return trees(written, names)
    }

    /// A token of RFC 9110.
    private static func isHeaderCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    private mutating func body(_ written: Manifest.Request.Body?, _ names: Names) -> CompiledManifest.Request.Body? {
        switch written {
        case .json(let value): .json(tree(value, names, inJSON: true))
        case .form(let fields): .form(trees(fields, names))
        case .multipart(let fields): .multipart(trees(fields, names))
        case .bytes(let value, let type): .bytes(tree(value, names), type: type.map { tree($0, names) })
        case nil: nil
        }
    }

    /// Settings: names that expressions can reach, patterns that compile.
    mutating func checkSettings() {
        room = "settings"
        for entry in manifest.settings.entries + manifest.app.entries {
            if !entry.key.isIdentifier {
                error("`\(entry.key)` cannot be a setting's name; take letters, digits and _", at: entry.place)
            }
            guard let pattern = entry.value.pattern else { continue }
            do {
                _ = try builtins.compilePattern(pattern, "")
            } catch {
                self.error("the pattern of `\(entry.key)` is none: \(error.message); \(error.advice)", at: entry.place)
            }
        }
    }

    mutating func compileErrors() -> CompiledManifest.Errors {
        room = "errors"
        guard let written = manifest.errors else { return CompiledManifest.Errors() }
        return CompiledManifest.Errors(
            tests: written.tests.map { (.init(rawValue: $0.label.rawValue)!, formula($0.test, .errors)) },
            retryAfter: formula(orNil: written.retryAfter, .errors), message: formula(orNil: written.message, .errors),
            moved: formula(orNil: written.moved, .errors))
    }
}

extension String {
    /// Letters, digits and `_`, not beginning with a digit: what can stand behind `$settings.`.
    var isIdentifier: Bool {
        guard let first = utf8.first, !(48...57).contains(first) else { return false }
        return utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 95 }
    }
}
