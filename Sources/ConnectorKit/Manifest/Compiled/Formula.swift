public import Expressions

/// What stands in an expression position, compiled: an expression, a map that builds an object, or a list that builds a composite key.
public struct Formula: Sendable {
    indirect enum Kind: Sendable {
        case program(Program)
        case object([(key: String, value: Formula)])
        case list([Formula])
        case constant(JSON)
    }

    let kind: Kind
    /// Where its text begins.
    public let text: WrittenText

    /// The value: the first output, nil where there is none. A list with a null part is null.
    public func first(_ input: JSON, _ names: [String: JSON]) throws(FormulaFailure) -> JSON? {
        switch kind {
        case .constant(let value): return value
        case .program(let program):
            do throws(EvaluationFailure) {
                return try program.first(input, variables: names)
            } catch {
                throw FormulaFailure(error, in: text)
            }
        case .object(let fields):
            var members: [(String, JSON)] = []
            for field in fields { members.append((field.key, try field.value.first(input, names) ?? .null)) }
            return .object(JSONObject(members))
        case .list(let parts):
            var elements: [JSON] = []
            for part in parts {
                guard let value = try part.first(input, names), !value.isNull else { return .null }
                elements.append(value)
            }
            return .array(elements)
        }
    }

    /// Every output.
    public func all(_ input: JSON, _ names: [String: JSON]) throws(FormulaFailure) -> [JSON] {
        guard case .program(let program) = kind else { return [try first(input, names) ?? .null] }
        do throws(EvaluationFailure) {
            return try program.evaluate(input, variables: names)
        } catch {
            throw FormulaFailure(error, in: text)
        }
    }

    /// Whether its first output is anything but false and null.
    public func holds(_ input: JSON, _ names: [String: JSON]) throws(FormulaFailure) -> Bool {
        switch try first(input, names) {
        case nil, .null, .bool(false): false
        default: true
        }
    }

    /// Whether it uses a bound name, given without `$`.
    public func uses(_ name: String) -> Bool { variables.contains(name) }

    var variables: Set<String> {
        switch kind {
        case .program(let program): program.variables
        case .object(let fields): fields.reduce(into: []) { $0.formUnion($1.value.variables) }
        case .list(let parts): parts.reduce(into: []) { $0.formUnion($1.variables) }
        case .constant: []
        }
    }
}

/// Why a formula gave no answer for an input, with the manifest's place.
public struct FormulaFailure: Error, Sendable, Hashable {
    public var place: SourcePlace
    /// What went wrong, without any of the values it went wrong with.
    public var message: String
    public var advice: String

    public init(place: SourcePlace, message: String, advice: String) {
        (self.place, self.message, self.advice) = (place, message, advice)
    }

    init(_ failure: EvaluationFailure, in text: WrittenText) {
        place = failure.line > 0 ? text.place(line: failure.line, column: failure.column) : text.place
        message = Self.withoutValues(failure.message)
        advice = failure.advice
    }

    /// jq shows values in brackets; they may be a customer's words.
    private static func withoutValues(_ message: String) -> String {
        var result = ""
        var depth = 0
        for character in message.prefix(400) {
            if character == "(" { depth += 1 }
            if depth == 0 { result.append(character) }
            if character == ")", depth > 0 { depth -= 1 }
        }
        return result.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
    }
}
