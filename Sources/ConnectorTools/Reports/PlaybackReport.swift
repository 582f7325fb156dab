import ConnectorKit
public import Expressions

extension Playback {
    /// One line, and below it what differs: `-` what was expected, `+` what came.
    public func text(_ ink: Ink = .plain, isVerbose: Bool = false) -> String {
        let mark = isRight ? ink.green("✓") : ink.red("✗")
        let head = "  \(mark) \(tape.name)" + (tape.about.map { "  \(ink.faint($0))" } ?? "")
        var lines = [head]
        for problem in problems { lines += problem.lines(tape.file, ink) }
        if isVerbose { lines += arrivals.map { "      \($0.value.encodedText())" } }
        return lines.joined(separator: "\n")
    }

    /// For `--json`.
    public var json: JSON {
        [
            "name": .string(tape.name), "file": .string(tape.file), "about": tape.about.map(JSON.string) ?? .null,
            "passed": .bool(isRight),
            "problems": .array(
                problems.map { problem in
                    [
                        "line": .integer(Int64(problem.place.line)), "column": .integer(Int64(problem.place.column)),
                        "message": .string(problem.message),
                    ]
                }), "items": .array(arrivals.map(\.value)),
        ]
    }
}

extension TapeProblem {
    fileprivate func lines(_ file: String, _ ink: Ink) -> [String] {
        let parts = message.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let head = "    \(ink.bold("\(file):\(place.line):\(place.column):")) \(parts[0])"
        return [head]
            + parts.dropFirst().map { line in
                "      " + (line.hasPrefix("-") ? ink.red(line) : line.hasPrefix("+") ? ink.green(line) : line)
            }
    }
}
