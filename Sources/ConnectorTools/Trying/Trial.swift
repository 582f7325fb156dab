import ConnectorKit
public import Expressions
import Spelling

/// An expression tried on an input: its outputs, what it cost, and where its value was lost.
public struct Trial: Sendable {
    public var outputs: [JSON]
    /// Why it gave no answer; nil where it did.
    public var failure: String?
    public var steps: Int
    /// Where a value became null on the way; nil where none did, or the expression cannot be followed.
    public var lost: Loss?

    /// The part of the expression at which the value became null.
    public struct Loss: Sendable, Hashable {
        /// From 1.
        public var column: Int
        public var part: String
        /// What there was to choose from: names of fields, or the kind of the value.
        public var before: String
        /// The field that was probably meant.
        public var nearest: String?
    }

    /// Tries an expression with a manifest's definitions in reach.
    public init(
        _ text: String, on input: JSON, define: [Definition] = [], names: [String: JSON] = [:], builtins: Builtins
    ) throws(ExpressionFailure) {
        let program = try Program.compile(text, define: define, variables: Set(names.keys), builtins: builtins)
        let result = program.measured(input, variables: names)
        (outputs, steps) = (result.outputs, result.steps)
        failure = result.failure.map { "\($0.message) — \($0.advice)" }
        guard outputs.contains(where: \.isNull) || outputs.isEmpty, failure == nil else { return }
        lost = Self.loss(text) { part in
            (try? Program.compile(part, define: define, variables: Set(names.keys), builtins: builtins))
                .flatMap { try? $0.first(input, variables: names) ?? .null }
        }
    }

    /// Follows the expression from its beginning, stretch by stretch.
    private static func loss(_ text: String, _ value: (String) -> JSON?) -> Loss? {
        var before: JSON? = value(".")
        var start = text.startIndex
        for end in stops(text) {
            guard let found = value(String(text[..<end])) else { continue }
            if found.isNull, let last = before, !last.isNull {
                let part = text[start..<end].drop { $0 == " " || $0 == "|" }
                let offset = text[..<part.startIndex].count
                return Loss(column: offset + 1, part: String(part), before: told(last), nearest: nearest(part, last))
            }
            (before, start) = (found, end)
        }
        return nil
    }

    /// Ends of the prefixes that may stand alone: before each `|` and each `.` outside brackets and quotes, and the end.
    private static func stops(_ text: String) -> [String.Index] {
        var (stops, depth, isQuoted): ([String.Index], Int, Bool) = ([], 0, false)
        var at = text.startIndex
        while at < text.endIndex {
            let sign = text[at]
            if isQuoted {
                if sign == "\\" { at = text.index(after: at) } else if sign == "\"" { isQuoted = false }
            } else if sign == "\"" {
                isQuoted = true
            } else if "([{".contains(sign) {
                if depth == 0, sign == "[", at > text.startIndex { stops.append(at) }
                depth += 1
            } else if ")]}".contains(sign) {
                depth -= 1
            } else if depth == 0, sign == "|" || sign == ".", at > text.startIndex {
                stops.append(at)
            }
            if at < text.endIndex { at = text.index(after: at) }
        }
        return stops + [text.endIndex]
    }

    private static func told(_ value: JSON) -> String {
        switch value {
        case .object(let object):
            object.isEmpty ? "an empty object" : "fields: " + object.keys.prefix(20).joined(separator: ", ")
        case .array(let elements): "a list of \(elements.count)"
        case .string: "a text"
        case .integer, .number: "a number"
        case .bool: "true or false"
        case .null: "null"
        }
    }

    private static func nearest(_ part: Substring, _ value: JSON) -> String? {
        guard case .object(let object) = value, part.hasPrefix(".") else { return nil }
        let name = part.dropFirst().prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        return Spelling.nearest(to: String(name), in: object.keys)
    }

    /// Outputs one a line, then what they cost and what was lost.
    public func text(_ ink: Ink = .plain) -> String {
        var lines = outputs.map { $0.encodedText(pretty: true) }
        if let failure { lines.append(ink.red("error: ") + failure) }
        if outputs.isEmpty, failure == nil { lines.append(ink.faint("no output")) }
        if let lost {
            let hint = lost.nearest.map { "; did you mean .\($0)?" } ?? ""
            lines.append(
                ink.yellow("became null at column \(lost.column): ") + "\(lost.part)   (before it: \(lost.before)\(hint))")
        }
        lines.append(ink.faint("\(steps) of \(Budget.standard.steps) steps"))
        return lines.joined(separator: "\n")
    }

    public var json: JSON {
        var object = JSONObject([("outputs", .array(outputs)), ("steps", .integer(Int64(steps)))])
        object["error"] = failure.map(JSON.string)
        if let lost {
            object["lost"] = [
                "column": .integer(Int64(lost.column)), "part": .string(lost.part), "before": .string(lost.before),
                "nearest": lost.nearest.map(JSON.string) ?? .null,
            ]
        }
        return .object(object)
    }
}
