public import InboxModel

/// The rules of one time zone: which offset was, is and will be in force at each moment. Whole seconds; milliseconds are cut.
public struct ZoneRules: Sendable, Hashable {
    /// The IANA name it was asked for by.
    public let name: String

    /// Stretches of one offset each, in order, without a gap: the first begins at `Stretch.always`, the last never ends.
    let stretches: [Stretch]
    /// What stretches are called; each names its place here.
    let abbreviations: [String]
    /// Where the table ends and the 400 years before it repeat; nil where nothing changes any more.
    let repeatsFrom: Int64?

    /// Reads a TZif file of version 1 to 4, with the rule for the far future in its footer.
    /// Source: RFC 9636, https://www.rfc-editor.org/rfc/rfc9636, read 2026-03-02.
    public init(name: String, tzif: [UInt8]) throws(ZoneFailure) {
        let file = try TZifFile(name: name, bytes: tzif)
        self.name = name
        let table = try ZoneTable(of: file, name: name)
        (stretches, abbreviations, repeatsFrom) = (table.stretches, table.abbreviations, table.repeatsFrom)
    }

    /// UTC itself, which needs no file.
    public static let utc = ZoneRules()

    private init() {
        (name, abbreviations, repeatsFrom) = ("UTC", ["UTC"], nil)
        stretches = [Stretch(start: Stretch.always, end: Stretch.never, offset: 0, label: 0)]
    }

    /// What is added to UTC at this moment; negative west of Greenwich.
    public func offset(at moment: Timestamp) -> Duration { .seconds(stretch(at: moment.seconds).offset) }

    /// The zone's own abbreviation at this moment: `CET`, `+0545`.
    public func abbreviation(at moment: Timestamp) -> String { abbreviations[stretch(at: moment.seconds).label] }

    /// Date and time of day as people of the zone read them at this moment.
    public func localReading(at moment: Timestamp) -> LocalReading {
        let local = moment.seconds + stretch(at: moment.seconds).offset
        let (day, second) = dayAndSecond(local)
        return LocalReading(date: CivilDate(dayNumber: day), secondOfDay: Int(second))
    }

    /// The moments in the range at which clocks are moved or the zone's abbreviation changes, oldest first.
    public func transitions(in range: Range<Timestamp>) -> [ZoneTransition] {
        var found: [ZoneTransition] = []
        var before = stretch(at: range.lowerBound.seconds - 1)
        while before.end < range.upperBound.seconds {
            let after = stretch(at: before.end)
            found.append(
                ZoneTransition(
                    at: Timestamp(seconds: before.end), before: .seconds(before.offset), after: .seconds(after.offset),
                    abbreviation: abbreviations[after.label]))
            before = after
        }
        return found
    }
}

/// A date and the time of day on it, as a zone's clocks show them.
public struct LocalReading: Hashable, Sendable {
    public let date: CivilDate
    /// 0 to 86,399.
    public let secondOfDay: Int

    public var hour: Int { secondOfDay / 3_600 }
    public var minute: Int { secondOfDay / 60 % 60 }
    public var second: Int { secondOfDay % 60 }
}

/// A moment at which a zone's clocks are moved.
public struct ZoneTransition: Hashable, Sendable {
    /// The first moment of the new offset.
    public let at: Timestamp
    public let before: Duration
    public let after: Duration
    /// What the zone is called from here on.
    public let abbreviation: String
}

/// A half-open stretch of seconds since 1970 with one offset.
struct Stretch: Hashable, Sendable {
    var start: Int64
    var end: Int64
    /// Seconds east of Greenwich.
    var offset: Int64
    /// The place of its abbreviation in `ZoneRules.abbreviations`.
    var label: Int

    /// Far enough out that no moment of ours lies beyond, near enough that sums do not overflow.
    static let always: Int64 = -(1 << 61)
    static let never: Int64 = 1 << 61
}

/// The day number and the second of that day of a local count of seconds.
func dayAndSecond(_ local: Int64) -> (day: Int64, second: Int64) {
    let day = (local >= 0 ? local : local - 86_399) / 86_400
    return (day, local - day * 86_400)
}
