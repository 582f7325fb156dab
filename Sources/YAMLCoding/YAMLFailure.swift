/// Everything that is wrong with a file, in the order of its lines; never empty.
public struct YAMLFailure: Error, Sendable, Hashable, CustomStringConvertible {
    public let problems: [YAMLProblem]

    init(_ problems: [YAMLProblem]) { self.problems = problems }

    /// One problem after the other, each with its line and a caret.
    public var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// One mistake and where it stands.
public struct YAMLProblem: Sendable, Hashable, CustomStringConvertible {
    public let file: String
    /// From 1.
    public let line: Int
    /// From 1, in code points.
    public let column: Int
    /// What is wrong and, where one is close, the right word.
    public let message: String
    /// The line as it stands in the file; empty where the file ends before it.
    public let source: String
    /// True where the file can be used all the same.
    public var isWarning = false

    /// `file:line:column: message`, as compilers say it.
    public var headline: String { "\(file):\(line):\(column): \(message)" }

    /// The headline, the line and a caret below the place.
    public var description: String {
        guard !source.isEmpty else { return headline }
        let before = source.unicodeScalars.prefix(column - 1).map { $0 == "\t" ? "\t" : " " }.joined()
        return "\(headline)\n    \(source)\n    \(before)^"
    }
}
