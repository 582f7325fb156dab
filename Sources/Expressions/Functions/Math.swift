// The C library's functions of numbers, as jq has them.
import Glibc

let mathFunctions: [String: Function] = {
    var all: [String: Function] = [:]
    for (name, function) in oneNumber { all[name + "/0"] = unary(name, function) }
    for (name, function) in twoNumbers { all[name + "/2"] = binary(function) }
    for (name, function) in wholeNumbers { all[name + "/0"] = rounding(function) }
    all["fma/3"] = .values(.lastOutermost) { (_, values, _) throws(Fault) in
        JSON(result: fma(try number(values[0]), try number(values[1]), try number(values[2])))
    }
    all["frexp/0"] = .plain { (input, _) throws(Fault) in
        var exponent: Int32 = 0
        let fraction = frexp(try number(input), &exponent)
        return [JSON(result: fraction), .integer(Int64(exponent))]
    }
    all["modf/0"] = .plain { (input, _) throws(Fault) in
        var whole = 0.0
        let fraction = modf(try number(input), &whole)
        return [JSON(result: fraction), JSON(result: whole)]
    }
    all["lgamma_r/0"] = .plain { (input, _) throws(Fault) in
        var sign: Int32 = 0
        let value = lgamma_r(try number(input), &sign)
        return [JSON(result: value), .integer(Int64(sign))]
    }
    return all
}()

private typealias Unary = @Sendable (Double) -> Double

private let oneNumber: [String: Unary] = [
    "sqrt": { sqrt($0) }, "cbrt": { cbrt($0) }, "fabs": { fabs($0) },
    "exp": { exp($0) }, "exp2": { exp2($0) }, "exp10": { power10($0) }, "expm1": { expm1($0) },
    "log": { log($0) }, "log2": { log2($0) }, "log10": { log10($0) }, "log1p": { log1p($0) }, "logb": { logb($0) },
    "sin": { sin($0) }, "cos": { cos($0) }, "tan": { tan($0) }, "asin": { asin($0) }, "acos": { acos($0) },
    "atan": { atan($0) },
    "sinh": { sinh($0) }, "cosh": { cosh($0) }, "tanh": { tanh($0) },
    "asinh": { asinh($0) }, "acosh": { acosh($0) }, "atanh": { atanh($0) },
    "gamma": { lgamma($0) }, "lgamma": { lgamma($0) }, "tgamma": { tgamma($0) },
    "j0": { j0($0) }, "j1": { j1($0) }, "y0": { y0($0) }, "y1": { y1($0) },
    "erf": { erf($0) }, "erfc": { erfc($0) }, "significand": { significant($0) },
]

private let twoNumbers: [String: @Sendable (Double, Double) -> Double] = [
    "pow": { pow($0, $1) }, "atan2": { atan2($0, $1) }, "copysign": { copysign($0, $1) }, "drem": { remainder($0, $1) },
    "remainder": { remainder($0, $1) },
    "fdim": { fdim($0, $1) }, "fmax": { fmax($0, $1) }, "fmin": { fmin($0, $1) }, "fmod": { fmod($0, $1) },
    "hypot": { hypot($0, $1) },
    "ldexp": { scaled($0, $1) }, "scalb": { scaled($0, $1) }, "scalbln": { scaled($0, $1) },
    "nextafter": { nextafter($0, $1) }, "nexttoward": { nextafter($0, $1) },
]

/// These leave whole numbers of 64 bits as they are.
private let wholeNumbers: [String: Unary] = [
    "floor": { floor($0) }, "ceil": { ceil($0) }, "round": { round($0) }, "trunc": { trunc($0) }, "rint": { rint($0) },
    "nearbyint": { nearbyint($0) },
]

private func unary(_ name: String, _ function: @escaping Unary) -> Function {
    .plain { (input, _) throws(Fault) in JSON(result: function(try number(input))) }
}

private func rounding(_ function: @escaping Unary) -> Function {
    .plain { (input, _) throws(Fault) in
        if case .integer = input { return input }
        return JSON(result: function(try number(input)))
    }
}

private func binary(_ function: @escaping @Sendable (Double, Double) -> Double) -> Function {
    .values(.lastOutermost) { (_, values, _) throws(Fault) in
        JSON(result: function(try number(values[0]), try number(values[1])))
    }
}

private func scaled(_ value: Double, _ exponent: Double) -> Double {
    if exponent.isNaN { return .nan }
    return scalbn(value, Int32(min(max(exponent, -5000), 5000)))
}

/// The number's digits between 1 and 2.
private func significant(_ value: Double) -> Double {
    value == 0 || !value.isFinite ? value : copysign(value.significand, value)
}

/// Exact for whole exponents, as the C library's exp10 is.
private func power10(_ value: Double) -> Double {
    guard value == floor(value), value.magnitude < 400 else { return pow(10, value) }
    return Double("1e\(Int(value))") ?? pow(10, value)
}
