import ConnectorKit
import Expressions

/// The text of a remote id: a text as it is, a whole number in digits, a composite key with its parts joined by `:` (a `:` or `\` inside
/// a part gets a `\`, so that two keys never look the same). Nil where nothing can be an id: null, objects, nested lists, broken numbers.
func stableText(_ value: JSON) -> String? {
    switch value {
    case .array(let parts):
        let texts = parts.compactMap(scalarText)
        guard texts.count == parts.count, !texts.isEmpty else { return nil }
        return texts.map(escaped).joined(separator: ":")
    default: return scalarText(value)
    }
}

extension JSON {
    /// The value, or nil for null. (In `condition ? nil : value` the `nil` would be JSON's own null.)
    var orNil: JSON? {
        if isNull { return Optional.none }
        return self
    }
}

extension Formula {
    /// The first output where it can be had: nil for null, for none, and where the expression fails on this input.
    func value(_ input: JSON, _ names: [String: JSON]) -> JSON? {
        do throws(FormulaFailure) { return try first(input, names)?.orNil } catch { return Optional.none }
    }
}

/// The text of a single value; nil for null, an empty text, lists and objects.
func scalarText(_ value: JSON) -> String? {
    switch value {
    case .string(let text): text.isEmpty ? nil : text
    case .integer(let number): String(number)
    case .number: value.int64.map { String($0) }
    case .bool, .null, .array, .object: nil
    }
}

private func escaped(_ part: String) -> String {
    guard part.utf8.contains(where: { $0 == 0x3A || $0 == 0x5C }) else { return part }
    return part.flatMap { $0 == ":" || $0 == "\\" ? ["\\", $0] : [$0] }.reduce(into: "") { $0.append($1) }
}
