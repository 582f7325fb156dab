import InboxModel

/// Dates and weekdays of the Gregorian calendar repeat every 400 years, and these are the seconds of such a cycle.
let cycle: Int64 = 146_097 * 86_400

extension ZoneRules {
    /// The stretch in force at a second since 1970.
    func stretch(at second: Int64) -> Stretch {
        guard let repeatsFrom, second >= repeatsFrom else { return stretches[place(of: second)] }
        let shift = ((second - repeatsFrom) / cycle + 1) * cycle
        var stretch = stretches[place(of: second - shift)]
        stretch.start += shift
        stretch.end += shift
        return stretch
    }

    /// The last stretch that has begun by then.
    private func place(of second: Int64) -> Int {
        var (low, high) = (0, stretches.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if stretches[middle].start <= second { low = middle } else { high = middle }
        }
        return low
    }
}

/// What the file says, and where its footer goes on changing clocks, a whole cycle of that and a bit: later moments are looked
/// up in that cycle.
struct ZoneTable {
    private(set) var stretches: [Stretch] = []
    private(set) var abbreviations: [String] = []
    private(set) var repeatsFrom: Int64?

    init(of file: TZifFile, name: String) throws(ZoneFailure) {
        var (first, changes) = (file.first, file.changes)
        switch file.rule {
        case nil: break
        case .fixed(let form)?:
            // Without a change in the file the footer holds for all time.
            if changes.isEmpty { first = form }
        case .yearly(let rule)?:
            let last = changes.last?.at ?? -cycle / 4
            let firstYear = Timestamp.civil(fromDays: dayAndSecond(last).day).year
            for year in firstYear...firstYear + 402 {
                changes += rule.changes(in: year).filter { $0.at > last }
            }
            repeatsFrom = Timestamp.days(fromCivil: firstYear + 402, 1, 1) * 86_400
        }
        stretches = [Stretch(start: Stretch.always, end: Stretch.never, offset: first.offset, label: label(first))]
        for change in changes {
            guard append(change) else { throw .malformed(name, "its changes are not in order") }
        }
    }

    private mutating func append(_ change: FormChange) -> Bool {
        guard change.at >= stretches[stretches.count - 1].start else { return false }
        // Summer all year is written as one that ends in the second the next begins.
        if change.at == stretches[stretches.count - 1].start { stretches.removeLast() }
        let next = Stretch(start: change.at, end: Stretch.never, offset: change.form.offset, label: label(change.form))
        guard let current = stretches.last else { return false }
        // Files also tell changes that move no clock.
        let isSame = (next.offset, next.label) == (current.offset, current.label)
        stretches[stretches.count - 1].end = isSame ? Stretch.never : change.at
        if !isSame { stretches.append(next) }
        return true
    }

    private mutating func label(_ form: LocalForm) -> Int {
        if let place = abbreviations.firstIndex(of: form.abbreviation) { return place }
        abbreviations.append(form.abbreviation)
        return abbreviations.count - 1
    }
}
