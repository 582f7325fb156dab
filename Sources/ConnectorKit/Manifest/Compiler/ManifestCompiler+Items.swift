import Expressions
import InboxModel

extension ManifestCompiler {
    mutating func compile(_ written: Manifest.Item) -> CompiledManifest.Item {
        let kinds = kinds(written)
        checkFields(written, kinds.map(\.kind))
        var fields: [CompiledManifest.Item.Field: Formula] = [:]
        for (field, expression) in written.fields {
            fields[CompiledManifest.Item.Field(rawValue: field.rawValue)!] = formula(expression, .record)
        }
        return CompiledManifest.Item(
            place: written.place, from: formula(orNil: written.from, .record), kinds: kinds, fields: fields,
            author: formula(orNil: written.author, .record), post: formula(orNil: written.post, .record),
            keep: formula(orNil: written.keep, .record),
            attachments: written.attachments.map { compile($0) })
    }

    private mutating func compile(_ written: Manifest.Attachments) -> CompiledManifest.Attachments {
        var fields: [CompiledManifest.Attachments.Field: Formula] = [:]
        for (field, expression) in written.fields {
            fields[CompiledManifest.Attachments.Field(rawValue: field.rawValue)!] = formula(expression, .record)
        }
        return CompiledManifest.Attachments(each: formula(written.each, .record), fields: fields)
    }

    private mutating func kinds(_ written: Manifest.Item) -> [(kind: CompiledManifest.Item.Kind, test: Formula?)] {
        switch written.kinds {
        case .always(let kind): return [(CompiledManifest.Item.Kind(kind), nil)]
        case .tests(let tests):
            var result: [(kind: CompiledManifest.Item.Kind, test: Formula?)] = []
            var last: Manifest.Kind?
            for (kind, test) in tests {
                if let last {
                    error("the kind `\(kind.rawValue)` is never reached: `\(last.rawValue)` always holds", at: test.place)
                }
                if case .text(let text) = test, text.text.trimmed == "true" { last = last ?? kind }
                result.append((CompiledManifest.Item.Kind(kind), formula(test, .record)))
            }
            return result
        }
    }

    /// What every item of its kind must say.
    private mutating func checkFields(_ written: Manifest.Item, _ kinds: [CompiledManifest.Item.Kind]) {
        let has = { (field: Manifest.Item.Field) in written.fields[field] != nil }
        let isMessage = kinds.contains { $0 != .reaction && $0 != .receipt && $0 != .place }
        if isMessage || kinds.contains(.place), !has(.id) {
            error("`id` is missing: without it every reading would bring the item again", at: written.place)
        }
        if kinds.contains(where: { $0 == .reaction || $0 == .receipt }), !has(.target) {
            error(
                "`target` is missing: what the \(kinds.contains(.reaction) ? "reaction" : "receipt") is about",
                at: written.place)
        }
        if kinds.contains(.receipt), !has(.status) {
            error("`status` is missing: delivered, read, failed or pending", at: written.place)
        }
        guard isMessage else { return }
        if !has(.text), !has(.html), !has(.rating) {
            warn("neither `text` nor `html`: the message will be empty", at: written.place)
        }
        if written.author == nil { warn("`author` is missing: nobody will have written it", at: written.place) }
        if !has(.at) { warn("`at` is missing: the time of arrival will stand for it", at: written.place) }
    }
}

extension CompiledManifest.Item.Kind {
    init(_ kind: Manifest.Kind) { self = Self(rawValue: kind.rawValue)! }
}

extension String {
    /// Without blanks and line ends around it.
    var trimmed: String {
        let tail = drop { $0.isWhitespace }
        guard let last = tail.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(tail[...last])
    }
}
