extension JSONReader {
    mutating func number(_ bytes: Span<UInt8>) throws(JSONFailure) -> JSON {
        let start = at
        let isNegative = bytes[unchecked: at] == UInt8(ascii: "-")
        if isNegative { at += 1 }
        var digits = Digits()
        let first = at
        take(&digits, bytes)
        guard at > first else { throw badNumber("a digit is missing", bytes) }
        if bytes[unchecked: first] == UInt8(ascii: "0"), at - first > 1 {
            at = first
            throw badNumber("a number begins with a needless 0", bytes)
        }
        let isWhole = try !fraction(&digits, bytes)
        let exponent = try exponent(bytes)
        if isWhole, exponent == nil, let whole = digits.whole(isNegative: isNegative) { return .integer(whole) }
        let scale = (exponent ?? 0) - digits.fractional
        if let exact = digits.scaled(by: scale) { return .number(isNegative ? -exact : exact) }
        return .number(nearest(bytes, start..<at))
    }

    private mutating func take(_ digits: inout Digits, _ bytes: Span<UInt8>) {
        while at < bytes.count, case let digit = bytes[unchecked: at] &- UInt8(ascii: "0"), digit < 10 {
            digits.append(digit)
            at += 1
        }
    }

    private mutating func fraction(_ digits: inout Digits, _ bytes: Span<UInt8>) throws(JSONFailure) -> Bool {
        guard at < bytes.count, bytes[unchecked: at] == UInt8(ascii: ".") else { return false }
        at += 1
        let first = at
        take(&digits, bytes)
        guard at > first else { throw badNumber("a digit is missing behind the point", bytes) }
        digits.fractional = at - first
        return true
    }

    /// The power of ten; far beyond what a double holds it stops counting.
    private mutating func exponent(_ bytes: Span<UInt8>) throws(JSONFailure) -> Int? {
        guard at < bytes.count, bytes[unchecked: at] | 0x20 == UInt8(ascii: "e") else { return nil }
        at += 1
        var isNegative = false
        if at < bytes.count, bytes[unchecked: at] == UInt8(ascii: "-") || bytes[unchecked: at] == UInt8(ascii: "+") {
            isNegative = bytes[unchecked: at] == UInt8(ascii: "-")
            at += 1
        }
        let first = at
        var value = 0
        while at < bytes.count, case let digit = bytes[unchecked: at] &- UInt8(ascii: "0"), digit < 10 {
            if value < 100_000 { value = value * 10 + Int(digit) }
            at += 1
        }
        guard at > first else { throw badNumber("a digit is missing in the exponent", bytes) }
        return isNegative ? -value : value
    }

    private func nearest(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Double {
        var text = ""
        for place in range { text.unicodeScalars.append(Unicode.Scalar(bytes[place])) }
        return Double(text) ?? .nan
    }

    private func badNumber(_ message: String, _ bytes: Span<UInt8>) -> JSONFailure {
        guard at < bytes.count else { return unfinished(bytes) }
        return failure(.badNumber, message, "write numbers like 0, -12, 3.5 or 6e23", bytes)
    }
}

/// A number's digits as one whole number, as far as they fit.
private struct Digits {
    private var value: UInt64 = 0
    private var overflows = false
    /// How many of them stand behind the point.
    var fractional = 0

    mutating func append(_ digit: UInt8) {
        let (product, first) = value.multipliedReportingOverflow(by: 10)
        let (sum, second) = product.addingReportingOverflow(UInt64(digit))
        if first || second { overflows = true }
        value = sum
    }

    /// Nil where 64 bits do not hold it, and for -0, which only a double has.
    func whole(isNegative: Bool) -> Int64? {
        if overflows || (isNegative && value == 0) { return nil }
        guard isNegative else { return Int64(exactly: value) }
        return value <= UInt64(Int64.max) ? -Int64(value) : value == UInt64(Int64.max) + 1 ? .min : nil
    }

    /// The double, where one multiplication or division of two exact doubles gives the nearest one.
    /// Source: W. D. Clinger, How to Read Floating Point Numbers Accurately, 1990.
    func scaled(by power: Int) -> Double? {
        guard !overflows, value <= 1 << 53, power >= -22, power <= 22 else { return nil }
        return power < 0 ? Double(value) / powersOfTen[-power] : Double(value) * powersOfTen[power]
    }
}

private let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21,
    1e22,
]
