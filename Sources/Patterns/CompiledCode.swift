import CPCRE2

/// Owns one compiled pattern of PCRE2.
///
/// `@unchecked Sendable`: the code is written in `init` and only read afterwards; PCRE2 allows any number of threads to
/// match with one code as long as no one JIT-compiles it (pcre2api, "Multithreading").
final class CompiledCode: @unchecked Sendable {
    let pointer: OpaquePointer
    let groupNames: [String?]
    /// What one callout costs in the steps of `Meter`.
    let stepCharge: Int
    /// How many steps 32 bytes of movement cost.
    let moveCharge: Int
    /// Whether the pattern compares with what a group captured, which takes as long as the capture is.
    let comparesCaptures: Bool

    init(_ text: String, options: PatternOptions, survey: PatternSurvey) throws(PatternFailure) {
        guard let context = pcre2_compile_context_create_8(nil) else { throw .outOfMemory }
        defer { pcre2_compile_context_free_8(context) }
        try check(pcre2_set_newline_8(context, UInt32(PCRE2_NEWLINE_LF)))
        try check(pcre2_set_bsr_8(context, UInt32(PCRE2_BSR_UNICODE)))
        try check(pcre2_set_parens_nest_limit_8(context, 100))

        var (code, place) = (Int32(0), 0)
        var bytes = text
        let compiled = bytes.withUTF8 {
            pcre2_compile_8($0.baseAddress, $0.count, options.compileBits, &code, &place, context)
        }
        guard let compiled else { throw .syntax(code, at: place, in: text) }
        pointer = compiled
        groupNames = CompiledCode.names(of: compiled)
        comparesCaptures = CompiledCode.number(PCRE2_INFO_BACKREFMAX, of: compiled) > 0
        (stepCharge, moveCharge) = (survey.stepCharge, survey.moveCharge)
        try refuse(options)
    }

    deinit { pcre2_code_free_8(pointer) }

    /// What only the compiler knows for certain.
    private func refuse(_ options: PatternOptions) throws(PatternFailure) {
        if groupNames.count > options.limits.groups {
            throw PatternFailure(
                .tooLarge, "pattern captures \(groupNames.count) groups, more than \(options.limits.groups)",
                advice: "Write (?:...) where the text of a group is not needed.")
        }
        if CompiledCode.number(PCRE2_INFO_MAXLOOKBEHIND, of: pointer) > 255 {
            throw PatternFailure(
                .refused, "a lookbehind reaches back more than 255 characters", advice: "Look back at fewer characters.")
        }
        if options.dialect == .strict && comparesCaptures {
            throw PatternFailure(
                .refused, "back-references are not allowed in this pattern", advice: "Write the expected text out.")
        }
    }

    private static func number(_ what: Int32, of code: OpaquePointer) -> Int {
        var number: UInt32 = 0
        let status = pcre2_pattern_info_8(code, UInt32(what), &number)
        precondition(status == 0, "PCRE2 does not know its own pattern: \(status)")
        return Int(number)
    }

    /// Names by group number. Each row of the name table is the number in two bytes, then the name up to a zero.
    private static func names(of code: OpaquePointer) -> [String?] {
        var names = [String?](repeating: nil, count: number(PCRE2_INFO_CAPTURECOUNT, of: code))
        let (rows, width) = (number(PCRE2_INFO_NAMECOUNT, of: code), number(PCRE2_INFO_NAMEENTRYSIZE, of: code))
        var table: UnsafePointer<UInt8>?
        let status = pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMETABLE), &table)
        precondition(status == 0, "PCRE2 does not know its own names: \(status)")
        guard rows > 0, let table else { return names }
        for row in 0..<rows {
            let entry = table + row * width
            names[(Int(entry[0]) << 8 | Int(entry[1])) - 1] = String(cString: entry + 2)
        }
        return names
    }
}

extension PatternOptions {
    fileprivate var compileBits: UInt32 {
        var bits = PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C | PCRE2_AUTO_CALLOUT
        if dialect == .plain { bits |= PCRE2_DUPNAMES }
        if ignoresCase { bits |= PCRE2_CASELESS }
        if isExtended { bits |= PCRE2_EXTENDED }
        if dotMatchesLineFeed { bits |= PCRE2_DOTALL }
        return bits
    }
}
