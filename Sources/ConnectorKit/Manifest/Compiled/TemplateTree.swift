public import Expressions

/// A template, or a map or list of them: queries, headers and bodies.
public indirect enum TemplateTree: Sendable {
    case template(Template, WrittenText)
    /// Known without evaluating anything.
    case literal(JSON)
    case object([(key: String, value: TemplateTree)])
    case list([TemplateTree])

    /// The value. Null drops the key or the element it stands under.
    public func value(_ input: JSON, _ names: [String: JSON]) throws(FormulaFailure) -> JSON {
        switch self {
        case .literal(let value): return value
        case .template(let template, let text):
            do throws(EvaluationFailure) {
                return try template.render(input, variables: names)
            } catch {
                throw FormulaFailure(error, in: text)
            }
        case .object(let fields):
            var members: [(String, JSON)] = []
            for field in fields {
                let value = try field.value.value(input, names)
                if !value.isNull { members.append((field.key, value)) }
            }
            return .object(JSONObject(members))
        case .list(let parts):
            var elements: [JSON] = []
            for part in parts {
                let value = try part.value(input, names)
                if !value.isNull { elements.append(value) }
            }
            return .array(elements)
        }
    }

    /// Whether these words stand somewhere in it.
    func mentions(_ words: String) -> Bool {
        switch self {
        case .template(_, let text): text.text.contains(words)
        case .literal: false
        case .object(let fields): fields.contains { $0.value.mentions(words) }
        case .list(let parts): parts.contains { $0.mentions(words) }
        }
    }

    var variables: Set<String> {
        switch self {
        case .template(let template, _): template.variables
        case .literal: []
        case .object(let fields): fields.reduce(into: []) { $0.formUnion($1.value.variables) }
        case .list(let parts): parts.reduce(into: []) { $0.formUnion($1.variables) }
        }
    }
}

/// A path or an address: its pieces are put together by whoever sends it, each encoded for its place.
public struct AddressTemplate: Sendable {
    public let template: Template
    public let text: WrittenText

    /// The pieces with their values: what was written stays as it is, values are still to be encoded.
    public func pieces(_ input: JSON, _ names: [String: JSON]) throws(FormulaFailure) -> [Piece] {
        var pieces: [Piece] = []
        for piece in template.pieces {
            switch piece {
            case .literal(let literal): pieces.append(.written(literal))
            case .value(let program, let slashes):
                do throws(EvaluationFailure) {
                    let value = try program.first(input, variables: names) ?? .null
                    pieces.append(.value(value, keepsSlashes: slashes == .kept))
                } catch {
                    throw FormulaFailure(error, in: text)
                }
            }
        }
        return pieces
    }

    /// A stretch of an address.
    public enum Piece: Sendable {
        case written(String)
        case value(JSON, keepsSlashes: Bool)
    }
}
