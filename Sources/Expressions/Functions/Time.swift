/// Times as jq has them: seconds since 1970, or broken down as `[year, month from 0, day, hour, minute, second, weekday, day of year]`.
/// There is one zone, UTC; `localtime` and `strflocaltime` mean it too.
let timeFunctions: [String: Function] = [
    "gmtime/0": .plain { (input, _) throws(Fault) in try brokenDown(input, "gmtime()").json },
    "localtime/0": .plain { (input, _) throws(Fault) in try brokenDown(input, "localtime()").json },
    "mktime/0": .plain { (input, _) throws(Fault) in
        guard case .array(let parts) = input else { throw Fault("mktime requires array inputs") }
        return .integer(try parsed(parts, "mktime").seconds)
    },
    "strftime/1": .values(.lastOutermost) { (input, values, machine) throws(Fault) in
        try printed(input, values[0], "strftime/1", &machine)
    },
    "strflocaltime/1": .values(.lastOutermost) { (input, values, machine) throws(Fault) in
        try printed(input, values[0], "strflocaltime/1", &machine)
    },
    "strptime/1": .values(.lastOutermost) { (input, values, machine) throws(Fault) in
        guard case .string(let text) = input, case .string(let format) = values[0] else {
            throw Fault("strptime/1 requires string inputs and arguments")
        }
        return try read(text, format)
    },
    "todate/0": .plain { (input, machine) throws(Fault) in try printed(input, .string(isoFormat), "strftime/1", &machine) },
    "todateiso8601/0": .plain { (input, machine) throws(Fault) in try printed(input, .string(isoFormat), "strftime/1", &machine)
    },
    "date/0": .plain { (input, machine) throws(Fault) in try printed(input, .string(isoFormat), "strftime/1", &machine) },
    "fromdate/0": .plain(fromDate), "fromdateiso8601/0": .plain(fromDate),
    "dateadd/2": .values(.firstOutermost) { (input, values, machine) throws(Fault) in try add(input, values[1], &machine) },
    "datesub/2": .values(.firstOutermost) { (input, values, machine) throws(Fault) in try subtract(input, values[1], &machine)
    },
]

private let isoFormat = "%Y-%m-%dT%H:%M:%SZ"

@Sendable private func fromDate(_ input: JSON, _ machine: inout Machine) throws(Fault) -> JSON {
    guard case .string(let text) = input else { throw Fault("strptime/1 requires string inputs and arguments") }
    guard case .array(let parts) = try read(text, isoFormat) else { return .null }
    return .integer(try parsed(parts, "mktime").seconds)
}

private func read(_ text: String, _ format: String) throws(Fault) -> JSON {
    guard let (read, rest) = BrokenDownTime.parsed(text, as: format), rest.first?.isWhitespace != false else {
        throw Fault("date \"\(text)\" does not match format \"\(format)\"")
    }
    var time = read
    time.completeDays()
    guard case .array(let parts) = time.json else { return time.json }
    return .array(rest.isEmpty ? parts : parts + [.string(rest)])
}

private func printed(_ input: JSON, _ format: JSON, _ name: String, _ machine: inout Machine) throws(Fault) -> JSON {
    let time: BrokenDownTime
    switch input {
    case .array(let parts): time = try parsed(parts, name)
    case .integer, .number: time = try brokenDown(input, "gmtime()")
    default: throw Fault("\(name) requires parsed datetime inputs")
    }
    guard case .string(let format) = format else { throw Fault("\(name) requires a string format") }
    return try machine.make(text: time.text(as: format))
}

private func brokenDown(_ input: JSON, _ name: String) throws(Fault) -> BrokenDownTime {
    guard let seconds = input.double else { throw Fault("\(name) requires numeric inputs") }
    guard seconds.magnitude < 1e14, !seconds.isNaN else {
        throw Fault("error converting number of seconds since epoch to datetime")
    }
    return BrokenDownTime(seconds: seconds)
}

private func parsed(_ parts: [JSON], _ name: String) throws(Fault) -> BrokenDownTime {
    var numbers: [Double] = []
    for part in parts.prefix(8) {
        guard let number = part.double, !number.isNaN, number.magnitude < 1e9 else {
            throw Fault("\(name) requires parsed datetime inputs")
        }
        numbers.append(number)
    }
    while numbers.count < 8 { numbers.append(0) }
    return BrokenDownTime(numbers)
}
