// `Int64(exactly:)` rounds through libm, which only this import links.
import Glibc

/// A double as jq prints it: the fewest digits that name it, an exponent of at least two digits only for the very large and small,
/// `1.0` for a whole number that was written with a point.
func numberText(_ value: Double) -> String {
    if value.isNaN { return "null" }
    if value.isInfinite { return numberText(value < 0 ? -.greatestFiniteMagnitude : .greatestFiniteMagnitude) }
    if value == 0 { return value.sign == .minus ? "-0" : "0.0" }
    if let whole = Int64(exactly: value), whole.magnitude < 1 << 53 { return "\(whole).0" }
    let sign = value < 0 ? "-" : ""
    let (digits, point) = decimal(value.magnitude)
    // The bounds of jq's own printer (jvp_dtoa_fmt).
    if point <= -4 || point > digits.count + 15 { return sign + exponential(digits, point) }
    return sign + positional(digits, point)
}

/// The shortest digits and where the point stands behind the first of them: 1250 is ("125", 4).
private func decimal(_ value: Double) -> (digits: [Character], point: Int) {
    let parts = value.description.split(separator: "e")
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let halves = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    var digits = Array(halves[0])
    var point = digits.count + exponent
    if halves.count > 1 { digits += Array(halves[1]) }
    while digits.count > 1, digits.last == "0" { digits.removeLast() }
    while digits.count > 1, digits.first == "0" {
        digits.removeFirst()
        point -= 1
    }
    return (digits, point)
}

private func exponential(_ digits: [Character], _ point: Int) -> String {
    let exponent = point - 1
    let magnitude = String(exponent.magnitude)
    let fraction = digits.count > 1 ? "." + String(digits.dropFirst()) : ""
    return String(digits[0]) + fraction + "e" + (exponent < 0 ? "-" : "+") + (magnitude.count < 2 ? "0" : "") + magnitude
}

private func positional(_ digits: [Character], _ point: Int) -> String {
    if point <= 0 { return "0." + String(repeating: "0", count: -point) + String(digits) }
    if point >= digits.count { return String(digits) + String(repeating: "0", count: point - digits.count) }
    return String(digits[..<point]) + "." + String(digits[point...])
}
