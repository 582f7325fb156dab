import CPCRE2

/// What a search may still cost. PCRE2 calls it before every item of the pattern.
///
/// One call is one step, made dearer where the pattern holds items that cost more than others, plus a share for each
/// byte moved since the last call, because one item such as `.*` may run through the whole text, plus a share for
/// captures that are compared.
struct Meter {
    private(set) var left: Int
    private var last = 0
    private let code: CompiledCode

    init(_ steps: Int, for code: CompiledCode) {
        (left, self.code) = (steps, code)
    }

    /// Pays for something besides matching. False when the purse is empty.
    mutating func pay(_ steps: Int) -> Bool {
        left -= steps
        return left >= 0
    }

    fileprivate mutating func pay(for block: pcre2_callout_block_8) -> Bool {
        let place = block.current_position
        let moved = place > last ? place - last : last - place
        last = place
        left -= code.stepCharge + (moved * code.moveCharge) >> 5
        if code.comparesCaptures { left -= longestCapture(block) >> 5 }
        return left >= 0
    }

    private func longestCapture(_ block: pcre2_callout_block_8) -> Int {
        var longest = 0
        for group in stride(from: 2, to: Int(block.capture_top) * 2, by: 2) {
            let (start, end) = (block.offset_vector[group], block.offset_vector[group + 1])
            // An unset pair holds the same value twice.
            longest = max(longest, end - start)
        }
        return longest
    }
}

/// The callout itself: find the meter, pay, go on or give up.
let payForItem: @convention(c) (UnsafeMutablePointer<pcre2_callout_block_8>?, UnsafeMutableRawPointer?) -> Int32 = {
    block, meter in
    guard let block, let meter else { return PCRE2_ERROR_INTERNAL }
    return meter.assumingMemoryBound(to: Meter.self).pointee.pay(for: block.pointee) ? 0 : PCRE2_ERROR_MATCHLIMIT
}
