/// Decodes any `Decodable` from a YAML file, and names every mistake at once.
///
/// Scalars have no type of their own: `1.10` is text where text is wanted and a number where a number is. Refused are tags,
/// anchors, aliases, merge keys, directives, duplicate keys and second documents. Only an empty value is nil.
///
/// A type takes part in good messages like this:
/// - Keys. A key type that is `CaseIterable` names all keys there are: others are reported with the nearest valid word. Key types
///   that are not let every key pass, so a type that reads one map through two key types makes the wider one `CaseIterable`.
/// - Words. An enumeration that is `CaseIterable` with texts for its cases is answered with its nearest word.
/// - Order. `allKeys` is in the order of the file.
/// - Place. `decoder.userInfo` holds, under the raw values of `YAMLDecoder.Note`, where the value stands and what it looks like, so
///   that a target which does not know this one can still keep places and report mistakes without giving up.
public struct YAMLDecoder: Sendable {
    /// Keys of `decoder.userInfo`. Other targets spell them as text: `CodingUserInfoKey(rawValue: "source.line")!`.
    public enum Note {
        /// `String`: the file's name as messages print it.
        public static let file = CodingUserInfoKey(rawValue: "source.file")!
        /// `Int`, from 1.
        public static let line = CodingUserInfoKey(rawValue: "source.line")!
        /// `Int`, from 1, in code points.
        public static let column = CodingUserInfoKey(rawValue: "source.column")!
        /// `Int`: where the text of a scalar begins, past an opening quote or below a block's header. The lines of a block then
        /// follow one by one, all beginning at `textColumn`.
        public static let textLine = CodingUserInfoKey(rawValue: "source.text.line")!
        /// `Int`, from 1; see `textLine`.
        public static let textColumn = CodingUserInfoKey(rawValue: "source.text.column")!
        /// `String`: `empty`, `scalar`, `list` or `map`. A type that can be several things looks here before it opens a container.
        public static let shape = CodingUserInfoKey(rawValue: "source.shape")!
        /// `Bool`: whether a scalar stands in quotes or a block.
        public static let quoted = CodingUserInfoKey(rawValue: "source.quoted")!
        /// `@Sendable (_ key: String?, _ message: String) -> Void`: reports a mistake at this value, or at one of its keys, and goes on.
        public static let report = CodingUserInfoKey(rawValue: "source.report")!
    }

    /// Bytes that a file may have.
    public var sizeLimit: Int
    /// Levels that lists and maps may nest.
    public var depthLimit: Int
    /// What the caller wants its types to see beside the notes.
    public var userInfo: [CodingUserInfoKey: any Sendable] = [:]

    public init(sizeLimit: Int = 1 << 20, depthLimit: Int = 64) {
        (self.sizeLimit, self.depthLimit) = (sizeLimit, depthLimit)
    }

    /// Decodes the file's one document; an empty file is an empty value.
    ///
    /// - Parameter file: the name that messages print; nothing is read from disk.
    /// - Throws: every mistake that could be found, in the order of the lines.
    public func decode<T: Decodable>(_ type: T.Type, from bytes: [UInt8], file: String) throws(YAMLFailure) -> T {
        let (value, problems) = read(type, from: bytes, file: file, toleratesUnknownKeys: false)
        if let value { return value }
        throw YAMLFailure(problems)
    }

    /// Decodes the file's one document, and lets keys that nobody knows pass with a warning.
    ///
    /// - Returns: the value, or nil where there are mistakes; mistakes and warnings in the order of the lines.
    public func read<T: Decodable>(_ type: T.Type, from bytes: [UInt8], file: String) -> (value: T?, problems: [YAMLProblem]) {
        read(type, from: bytes, file: file, toleratesUnknownKeys: true)
    }

    private func read<T: Decodable>(
        _ type: T.Type, from bytes: [UInt8], file: String, toleratesUnknownKeys: Bool
    ) -> (value: T?, problems: [YAMLProblem]) {
        guard bytes.count <= sizeLimit else {
            let log = ProblemLog(file: file, bytes: [])
            log.record("the file has \(bytes.count) bytes; at most \(sizeLimit) are read", at: Place(line: 1, column: 1))
            return (nil, log.problems)
        }
        let log = ProblemLog(file: file, bytes: bytes)
        let root = NodeBuilder.build(bytes, log: log, depthLimit: depthLimit)
        var value: T?
        if let root {
            let context = DecodingRun(
                file: file, log: log, root: root, userInfo: userInfo, toleratesUnknownKeys: toleratesUnknownKeys)
            value = context.value(type, of: root, path: [])
        }
        let problems = log.problems
        if problems.contains(where: { !$0.isWarning }) { return (nil, problems) }
        guard let value else { preconditionFailure("a value is missing and nothing was reported") }
        return (value, problems)
    }

    /// Decodes text; see `decode(_:from:file:)` for bytes.
    public func decode<T: Decodable>(_ type: T.Type, from text: String, file: String) throws(YAMLFailure) -> T {
        try decode(type, from: Array(text.utf8), file: file)
    }
}
