import ConnectorKit
public import Expressions

extension ConnectorFolder.Note {
    /// `file:line:column: error: what`, with the line and a caret below the place.
    public func text(_ ink: Ink = .plain) -> String {
        let word = severity == .error ? ink.red("error:") : ink.yellow("warning:")
        let head = "\(ink.bold("\(file):\(place.line):\(place.column):")) \(word) \(message)"
        guard !source.isEmpty else { return head }
        let before = source.unicodeScalars.prefix(max(0, place.column - 1)).map { $0 == "\t" ? "\t" : " " }.joined()
        return "\(head)\n    \(source)\n    \(before)\(ink.green("^"))"
    }

    /// For `--json`.
    public var json: JSON {
        [
            "severity": .string(severity.rawValue), "file": .string(file), "line": .integer(Int64(place.line)),
            "column": .integer(Int64(place.column)), "message": .string(message), "source": .string(source),
        ]
    }
}
