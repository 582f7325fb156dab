/// What the language takes from outside, filled in at the top: this module imports nothing.
public struct Builtins: Sendable {
    /// Reads a literal pattern with the flags of jq (`i`, `x`, `n`, `s`, `p`; `g` never comes).
    public var compilePattern: @Sendable (_ pattern: String, _ flags: String) throws(BuiltinFailure) -> CompiledPattern
    /// `html_text`: the readable text of a piece of HTML.
    public var htmlText: @Sendable (_ html: String) -> String
    /// `hmac_sha256(key)`: 32 bytes.
    public var hmacSHA256: @Sendable (_ message: [UInt8], _ key: [UInt8]) -> [UInt8]
    /// `sha256`: 32 bytes.
    public var sha256: @Sendable (_ message: [UInt8]) -> [UInt8]
    /// `now`: seconds since 1970.
    public var now: @Sendable () -> Double
    /// Functions of values beyond the language, by name and count: `sign/1`. Manifests have none; tapes sign with some.
    public var more: [String: @Sendable ([JSON]) -> Result<JSON, BuiltinFailure>] = [:]

    public init(
        compilePattern: @escaping @Sendable (_ pattern: String, _ flags: String) throws(BuiltinFailure) -> CompiledPattern,
        htmlText: @escaping @Sendable (_ html: String) -> String,
        hmacSHA256: @escaping @Sendable (_ message: [UInt8], _ key: [UInt8]) -> [UInt8],
        sha256: @escaping @Sendable (_ message: [UInt8]) -> [UInt8],
        now: @escaping @Sendable () -> Double
    ) {
        self.compilePattern = compilePattern
        self.htmlText = htmlText
        self.hmacSHA256 = hmacSHA256
        self.sha256 = sha256
        self.now = now
    }
}

/// Why something from outside refused.
public struct BuiltinFailure: Error, Sendable, Hashable {
    public let message: String
    public let advice: String

    public init(_ message: String, advice: String) {
        self.message = message
        self.advice = advice
    }
}

/// A regular expression ready to search, with its own limits on time and memory.
public struct CompiledPattern: Sendable {
    /// A stretch of the text: bytes of UTF-8, and code points as jq counts.
    public struct Span: Sendable, Hashable {
        public var utf8: Range<Int>
        public var scalars: Range<Int>

        public init(utf8: Range<Int>, scalars: Range<Int>) {
            self.utf8 = utf8
            self.scalars = scalars
        }
    }

    /// One place where the pattern fits; `groups` in order, a span of nil for a group it went past.
    public struct Match: Sendable, Hashable {
        public var whole: Span
        public var groups: [(name: String?, span: Span?)]

        public init(whole: Span, groups: [(name: String?, span: Span?)]) {
            self.whole = whole
            self.groups = groups
        }

        public static func == (a: Match, b: Match) -> Bool {
            a.whole == b.whole && a.groups.elementsEqual(b.groups) { $0.name == $1.name && $0.span == $1.span }
        }

        public func hash(into hasher: inout Hasher) { hasher.combine(whole) }
    }

    /// Which matches are wanted.
    public enum Extent: Sendable { case first, all }

    /// Matches from left to right; after an empty one the search goes on one code point later. Throws when a limit is passed.
    public let search: @Sendable (_ text: String, _ extent: Extent) throws(BuiltinFailure) -> [Match]

    public init(search: @escaping @Sendable (_ text: String, _ extent: Extent) throws(BuiltinFailure) -> [Match]) {
        self.search = search
    }
}
