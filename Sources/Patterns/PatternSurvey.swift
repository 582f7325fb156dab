/// A first walk over the text of a pattern: refuses what the dialect leaves out, and finds what makes steps dear.
///
/// It does not judge syntax, that is the compiler's task. Where it cannot be sure (a `#` comment in free-spacing mode
/// may hide anything) it sees too much rather than too little: an over-estimate costs steps, never safety.
struct PatternSurvey {
    private let text: [Unicode.Scalar]
    private let isStrict: Bool
    private var place = 0
    private var largestCount = 0
    private var widestClass = 0

    init(_ text: String, options: PatternOptions) throws(PatternFailure) {
        guard text.utf8.count <= options.limits.patternBytes else {
            throw PatternFailure(
                .tooLarge, "pattern of \(text.utf8.count) bytes is longer than \(options.limits.patternBytes)",
                advice: "Split it into several patterns.")
        }
        self.text = Array(text.unicodeScalars)
        isStrict = options.dialect == .strict
        if options.isExtended { try allowFreeSpacing() }
        while place < self.text.count { try item() }
    }

    /// What one step costs: an item may repeat a fixed number of times before the next step is counted.
    var stepCharge: Int { 1 + largestCount / 16 + widestClass / 64 }
    /// What moving over 32 bytes costs: each may be tested against a class as long as the pattern.
    var moveCharge: Int { 1 + widestClass / 64 }

    private mutating func item() throws(PatternFailure) {
        switch self[0] {
        case "\\": try escape()
        case "[": try characterClass()
        case "(": try parenthesis()
        case "{": try count()
        default: place += 1
        }
    }

    private mutating func escape() throws(PatternFailure) {
        switch self[1] {
        case "Q": return skip(past: "\\E")
        case "1"..."9", "k": try inStrict("back-references are not allowed in this pattern", "Write the expected text out.")
        // \g{1} refers back, \g<name> calls.
        case "g": try inStrict("references are not allowed in this pattern", "Write the group out again.")
        default: try escapeInOrOutOfClass()
        }
        let takesBraces = "xopPN".unicodeScalars.contains(self[1])
        if takesBraces && self[2] == "{" { skip(past: "}") } else { place += 2 }
    }

    private func escapeInOrOutOfClass() throws(PatternFailure) {
        switch self[1] {
        case "C": throw refusal("\\C matches half a character", "Write . instead.")
        case "X": throw refusal("\\X is not supported", "Write \\P{M}\\p{M}* instead.")
        // jq knows these letters too and means something else by them.
        case "h", "H": throw refusal("\\h means a hexadecimal digit in jq and a blank in PCRE", "Write [0-9A-Fa-f] or [ \\t].")
        case "v", "V": throw refusal("\\v means one character in jq and several in PCRE", "Write \\x0B or [\\n\\x0B\\f\\r].")
        default: break
        }
    }

    private mutating func characterClass() throws(PatternFailure) {
        let start = place
        place += self[1] == "^" ? 2 : 1
        // A bracket in first place is a member.
        if self[0] == "]" { place += 1 }
        while place < text.count, self[0] != "]" {
            switch (self[0], self[1]) {
            case ("\\", "Q"): skip(past: "\\E")
            case ("\\", _):
                try escapeInOrOutOfClass()
                place += 2
            case ("[", ":") where isNamedClass: skip(past: ":]")
            default: place += 1
            }
        }
        place += 1
        widestClass = max(widestClass, place - start)
    }

    /// Whether `[:` opens a name such as `[:alpha:]`, which holds letters only, and is not a bracket and a colon.
    private var isNamedClass: Bool {
        text[(place + 2)...].drop { ("a"..."z").contains($0) || $0 == "^" }.starts(with: ":]".unicodeScalars)
    }

    private mutating func parenthesis() throws(PatternFailure) {
        if self[1] == "*" { throw refusal("verbs such as (*COMMIT) are not supported", "Write \\( for a parenthesis.") }
        guard self[1] == "?" else {
            place += 1
            return
        }
        switch self[2] {
        case "C": throw refusal("callouts are not supported", "Leave (?C...) out.")
        case "#": return skip(past: ")")
        case "(": try inStrict("conditions are not allowed in this pattern", "Write the alternatives out with |.")
        case "R", "&", "+", "0"..."9": try recursion()
        case "-" where ("0"..."9").contains(self[3]): try recursion()
        case "P" where self[3] != "<": try recursion()
        default: try inlineFlags()
        }
        // What stands behind (? is looked at next: it may be a parenthesis.
        place += 2
    }

    private func recursion() throws(PatternFailure) {
        try inStrict("references to groups are not allowed in this pattern", "Write the group out again.")
    }

    private mutating func inlineFlags() throws(PatternFailure) {
        let flags = text[(place + 2)...].prefix {
            ("a"..."z").contains($0) || ("A"..."Z").contains($0) || $0 == "-" || $0 == "^"
        }
        guard flags.contains("x"), flags.endIndex < text.count, [":", ")"].contains(text[flags.endIndex]) else { return }
        try allowFreeSpacing()
    }

    /// Free spacing hides comments from this walk: a class may begin in one that is none, and the other way round.
    private mutating func allowFreeSpacing() throws(PatternFailure) {
        try inStrict("free-spacing mode is not allowed in this pattern", "Leave white space and comments out.")
        widestClass = max(widestClass, text.count)
    }

    private mutating func count() throws(PatternFailure) {
        let digits = text[(place + 1)...].prefix { ("0"..."9").contains($0) }
        // More than PCRE2's own ceiling of 65,535 is a syntax error that the compiler reports.
        let number = digits.reduce(0) { min($0 * 10 + Int($1.value - 0x30), 100_000) }
        if number > 1000 {
            try inStrict("a repetition of more than 1000 is not allowed in this pattern", "Repeat without a number.")
        }
        largestCount = max(largestCount, number)
        place = digits.endIndex
    }

    // MARK: Moving about

    /// The code point some places ahead, NUL behind the end.
    private subscript(_ ahead: Int) -> Unicode.Scalar {
        place + ahead < text.count ? text[place + ahead] : "\0"
    }

    private mutating func skip(past mark: String) {
        place += 2
        while place < text.count, !text[place...].starts(with: mark.unicodeScalars) { place += 1 }
        place = min(place + mark.unicodeScalars.count, text.count)
    }

    private func inStrict(_ message: String, _ advice: String) throws(PatternFailure) {
        if isStrict { throw refusal(message, advice) }
    }

    private func refusal(_ message: String, _ advice: String) -> PatternFailure {
        PatternFailure(.refused, message, advice: advice, offset: place)
    }
}
