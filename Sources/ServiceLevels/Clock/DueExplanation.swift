public import InboxModel
public import TimeZones

/// Why a due is where it is: what was counted, and what was left out.
public struct DueExplanation: Hashable, Sendable {
    /// The open spans that were counted, oldest first, up to the due or to the stop before it.
    public var spans: [Range<Timestamp>]
    /// Holidays on which the calendar would have been open.
    public var holidays: [SkippedHoliday]
    public var pauses: [Pause]

    public struct SkippedHoliday: Hashable, Sendable {
        public var date: CivilDate
        /// Empty where the calendar gives none.
        public var name: String
    }

    /// A span that was not counted whatever the calendar says.
    public struct Pause: Hashable, Sendable {
        public var from: Timestamp
        /// Nil while it lasts.
        public var until: Timestamp?

        public init(from: Timestamp, until: Timestamp?) { (self.from, self.until) = (from, until) }
    }
}

extension BusinessCalendar {
    /// How `due(from:target:)` came about; nil where there is no due.
    public func explanation(from start: Timestamp, target: Duration) -> DueExplanation? {
        guard let due = due(from: start, target: target) else { return nil }
        return DueExplanation(
            spans: openSpans(from: start, until: due), holidays: skippedHolidays(from: start, until: due), pauses: [])
    }

    /// Holidays between two instants that close hours which the week or a special date would have had.
    func skippedHolidays(from start: Timestamp, until end: Timestamp) -> [DueExplanation.SkippedHoliday] {
        guard !definition.isAlwaysOpen, start < end else { return [] }
        let dates = zone.localReading(at: start).date...zone.localReading(at: end).date
        return definition.holidays.filter { dates.contains($0.key) && closesHours(on: $0.key) }
            .map { DueExplanation.SkippedHoliday(date: $0.key, name: $0.value) }.sorted { $0.date < $1.date }
    }

    private func closesHours(on date: CivilDate) -> Bool {
        let reachesInto = { windows(on: date.advanced(by: -1)).contains { $0.closes < $0.opens && $0.closes > .midnight } }
        return !windows(on: date).isEmpty || definition.holidayRule == .civilDay && reachesInto()
    }
}

extension Clock {
    /// How the due came about.
    public var explanation: DueExplanation {
        var explanation = DueExplanation(spans: [], holidays: [], pauses: [])
        var at = startedAt
        for stretch in counted {
            let until = min(stretch.until, dueAt ?? stretch.until)
            if at < stretch.from { explanation.pauses.append(DueExplanation.Pause(from: at, until: stretch.from)) }
            at = stretch.until
            for span in stretch.calendar.openSpans(from: stretch.from, until: until) { explanation.append(span) }
            for holiday in stretch.calendar.skippedHolidays(from: stretch.from, until: until)
            where !explanation.holidays.contains(holiday) { explanation.holidays.append(holiday) }
        }
        if state == .paused { explanation.pauses.append(DueExplanation.Pause(from: at, until: nil)) }
        return explanation
    }
}

extension DueExplanation {
    /// Spans that touch are one, also over a change of terms.
    fileprivate mutating func append(_ span: Range<Timestamp>) {
        guard let last = spans.last, last.upperBound == span.lowerBound else { return spans.append(span) }
        spans[spans.count - 1] = last.lowerBound..<span.upperBound
    }
}
