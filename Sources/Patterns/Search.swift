import CPCRE2

/// One search through one text: owns the memory that PCRE2 writes while matching.
struct Search: ~Copyable {
    private let code: CompiledCode
    private let options: PatternOptions
    private let context: OpaquePointer
    private let data: OpaquePointer

    init(_ code: CompiledCode, _ options: PatternOptions) throws(PatternFailure) {
        guard let context = pcre2_match_context_create_8(nil) else { throw .outOfMemory }
        guard let data = pcre2_match_data_create_from_pattern_8(code.pointer, nil) else {
            pcre2_match_context_free_8(context)
            throw .outOfMemory
        }
        (self.code, self.options, self.context, self.data) = (code, options, context, data)
    }

    deinit {
        pcre2_match_data_free_8(data)
        pcre2_match_context_free_8(context)
    }

    /// The matches from left to right, paid for step by step. Stops at `most`.
    func run(in text: String, upTo most: Int, paying meter: inout Meter) throws(PatternFailure) -> [PatternMatch] {
        var text = text
        let outcome = text.withUTF8 { bytes in
            Result { () throws(PatternFailure) in try run(in: bytes, upTo: most, paying: &meter) }
        }
        return try outcome.get()
    }

    private func run(
        in text: UnsafeBufferPointer<UInt8>, upTo most: Int, paying meter: inout Meter
    ) throws(PatternFailure) -> [PatternMatch] {
        let limits = options.limits
        try check(pcre2_set_match_limit_8(context, UInt32(limits.matchSteps)))
        try check(pcre2_set_depth_limit_8(context, UInt32(limits.depth)))
        try check(pcre2_set_heap_limit_8(context, UInt32(limits.heapKiB)))
        let index = ScalarIndex(text)
        var (found, start) = ([PatternMatch](), 0)
        while found.count < most, start <= text.count, try find(in: text, from: start, paying: &meter) {
            let match = match(index)
            found.append(match)
            guard meter.pay(4 * (1 + match.groups.count)) else { try check(PCRE2_ERROR_MATCHLIMIT); break }
            let end = match.whole.utf8.upperBound
            start = match.whole.utf8.isEmpty ? end + text.width(at: end) : end
        }
        return found
    }

    private func find(
        in text: UnsafeBufferPointer<UInt8>, from start: Int, paying meter: inout Meter
    ) throws(PatternFailure) -> Bool {
        // The text is a String's own storage, so its UTF-8 is valid, and `start` lies between code points.
        let bits = PCRE2_NO_UTF_CHECK | (options.ignoresEmptyMatches ? PCRE2_NOTEMPTY : 0)
        // PCRE2 keeps the pointer to the meter no longer than the call in which it is valid.
        let status = withUnsafeMutablePointer(to: &meter) { meter in
            pcre2_set_callout_8(context, payForItem, meter)
            return pcre2_match_8(code.pointer, text.baseAddress, text.count, start, bits, data, context)
        }
        if status == PCRE2_ERROR_NOMATCH { return false }
        try check(status)
        return true
    }

    /// Reads the offsets of the match that was just found.
    private func match(_ index: ScalarIndex) -> PatternMatch {
        let offsets = pcre2_get_ovector_pointer_8(data)!
        func span(_ group: Int) -> PatternMatch.Span? {
            let (start, end) = (offsets[group * 2], offsets[group * 2 + 1])
            // An unset pair holds PCRE2_UNSET, all bits set.
            return end == -1 ? nil : index.span(start..<end)
        }
        let groups = code.groupNames.enumerated().map { PatternMatch.Group(name: $1, span: span($0 + 1)) }
        return PatternMatch(whole: span(0)!, groups: groups)
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// How many bytes the code point at a place takes; 1 at the end.
    fileprivate func width(at place: Int) -> Int {
        guard place < count else { return 1 }
        switch self[place] {
        case ..<0x80: return 1
        case ..<0xE0: return 2
        case ..<0xF0: return 3
        default: return 4
        }
    }
}
