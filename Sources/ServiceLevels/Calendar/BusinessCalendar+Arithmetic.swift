public import InboxModel
import TimeZones

extension BusinessCalendar {
    /// The first instant at which this much open time has passed since `start`.
    ///
    /// A due that falls exactly on a closing instant stays there and does not move to the next opening. Nil where the calendar
    /// is not open for that long within `horizon`: there is no wall-clock fallback.
    public func due(from start: Timestamp, target: Duration) -> Timestamp? {
        let start = start.wholeSecond
        var missing = target.components.seconds
        guard missing > 0 else { return start }
        var due: Timestamp?
        forEachOpenSpan(from: start, until: start + Self.horizon) { span in
            if span.seconds >= missing { due = Timestamp(seconds: span.lowerBound.seconds + missing) }
            missing -= span.seconds
            return due == nil
        }
        return due
    }

    /// How long the calendar is open in [`start`, `end`); zero where `end` is not later.
    public func openTime(from start: Timestamp, until end: Timestamp) -> Duration {
        var seconds: Int64 = 0
        forEachOpenSpan(from: start.wholeSecond, until: end.wholeSecond) { span in
            seconds += span.seconds
            return true
        }
        return .seconds(seconds)
    }

    /// The stretches in which the calendar is open, oldest first; those that touch are one.
    public func openSpans(from start: Timestamp, until end: Timestamp) -> [Range<Timestamp>] {
        var spans: [Range<Timestamp>] = []
        forEachOpenSpan(from: start.wholeSecond, until: end.wholeSecond) { span in
            if let last = spans.last, last.upperBound == span.lowerBound {
                spans[spans.count - 1] = last.lowerBound..<span.upperBound
            } else {
                spans.append(span)
            }
            return true
        }
        return spans
    }

    public func isOpen(at moment: Timestamp) -> Bool {
        openTime(from: moment, until: moment.wholeSecond + .seconds(1)) != .zero
    }

    /// Calls `body` with the open stretches between two instants, in order and without overlap (they may touch), until it
    /// returns false. Nothing is allocated on the way: this is where every due is counted.
    func forEachOpenSpan(from start: Timestamp, until end: Timestamp, _ body: (Range<Timestamp>) -> Bool) {
        guard start < end else { return }
        if definition.isAlwaysOpen {
            _ = body(start..<end)
            return
        }
        if neverOpens { return }
        var counted = start
        // A window that opened on the day before may still be running, and a change of clocks may bring back a date.
        var date = zone.localReading(at: start).date.advanced(by: -2)
        let last = zone.localReading(at: end).date.advanced(by: 1)
        while date <= last {
            for window in windows(on: date) where !isCancelled(on: date) {
                let opening = zone.earliest(on: date, atOrAfter: window.opens)
                if opening >= end { return }
                let closing = zone.earliest(on: window.closingDate(openedOn: date), atOrAfter: window.closes)
                let span = (from: max(opening, counted), until: min(closing, end))
                guard span.from < span.until else { continue }
                counted = span.until
                guard forEachWorkingPart(from: span.from, until: span.until, body) else { return }
            }
            date = date.advanced(by: 1)
        }
    }

    private func isCancelled(on date: CivilDate) -> Bool { definition.holidayRule == .shiftStart && isHoliday(date) }

    /// What a window keeps where holidays close whole civil days.
    private func forEachWorkingPart(from start: Timestamp, until end: Timestamp, _ body: (Range<Timestamp>) -> Bool) -> Bool {
        if definition.holidayRule == .shiftStart || definition.holidays.isEmpty { return body(start..<end) }
        var at = start
        while at < end {
            let day = zone.dateSpan(at: at)
            let until = min(day.until, end)
            if !isHoliday(day.date), !body(at..<until) { return false }
            at = until
        }
        return true
    }
}

extension Range<Timestamp> {
    /// Its length.
    var seconds: Int64 { upperBound.seconds - lowerBound.seconds }
}
