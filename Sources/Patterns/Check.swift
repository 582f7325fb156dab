import CPCRE2

/// Turns a code of PCRE2 into a failure. Zero and above pass.
@discardableResult
func check(_ code: Int32) throws(PatternFailure) -> Int32 {
    guard code < 0 else { return code }
    switch code {
    case PCRE2_ERROR_MATCHLIMIT: throw .tooManySteps("pattern took too many steps")
    case PCRE2_ERROR_DEPTHLIMIT: throw .tooManySteps("pattern took too many steps: its groups repeat or nest too deep")
    case PCRE2_ERROR_HEAPLIMIT: throw .tooManySteps("pattern took too many steps: it needs too much memory")
    // A recursion that comes round without having read anything: found while matching, in plain patterns only.
    case PCRE2_ERROR_RECURSELOOP: throw .tooManySteps("pattern took too many steps: it calls itself without end")
    case PCRE2_ERROR_NOMEMORY: throw .outOfMemory
    default: throw .tooManySteps("pattern gave no answer: \(words(for: code))")
    }
}

/// The library's own words for a code.
private func words(for code: Int32) -> String {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { buffer in
        let length = pcre2_get_error_message_8(code, buffer.baseAddress, buffer.count)
        // Only an unknown code or a short buffer gives a negative length.
        guard length >= 0 else { return "PCRE2 error \(code)" }
        return String(decoding: buffer[..<Int(length)], as: UTF8.self)
    }
}

extension PatternFailure {
    static var outOfMemory: PatternFailure {
        PatternFailure(.tooManySteps, "no memory left to match a pattern", advice: "Give the process more memory.")
    }

    fileprivate static func tooManySteps(_ message: String) -> PatternFailure {
        PatternFailure(
            .tooManySteps, message,
            advice:
                "Avoid repetitions inside repetitions and side by side, such as (a+)+ or .*.*; anchor the pattern with ^ or \\b."
        )
    }

    /// A mistake found by the compiler, `place` in bytes of the pattern.
    static func syntax(_ code: Int32, at place: Int, in text: String) -> PatternFailure {
        let offset = text.unicodeScalars.count(upToByte: place)
        switch code {
        case Int32(PCRE2_ERROR_LOOKBEHIND_NOT_FIXED_LENGTH):
            return PatternFailure(
                .refused, "a lookbehind must have a fixed length",
                advice: "Give each alternative in it a fixed number of characters.",
                offset: offset)
        case Int32(PCRE2_ERROR_PATTERN_TOO_LARGE), Int32(PCRE2_ERROR_PATTERN_TOO_COMPLICATED), Int32(PCRE2_ERROR_HEAP_FAILED),
            Int32(PCRE2_ERROR_PARENTHESES_NEST_TOO_DEEP):
            return PatternFailure(
                .tooLarge, "pattern is too large: \(words(for: code))", advice: "Repeat less, nest less, or split the pattern.",
                offset: offset)
        default:
            return PatternFailure(
                .syntax, "pattern cannot be read: \(words(for: code))",
                advice: "Correct the pattern at character \(offset + 1).",
                offset: offset)
        }
    }
}

extension String.UnicodeScalarView {
    /// The code points that begin before a byte.
    func count(upToByte place: Int) -> Int {
        var (bytes, count) = (0, 0)
        for scalar in self where bytes < place {
            bytes += UTF8.width(scalar)
            count += 1
        }
        return count
    }
}
