public import InboxModel

extension ZoneRules {
    /// The earliest moment on that local date whose reading is this one or later; where the date has none, the earliest moment
    /// after that date.
    ///
    /// One sentence for every oddity: a reading that spring skips is the moment of the change, one that autumn repeats is its
    /// first occurrence, `24:00` is the end of the day, and a date that never was begins and ends at the change that skipped it.
    public func earliest(on date: CivilDate, atOrAfter reading: ClockReading) -> Timestamp {
        Timestamp(seconds: edge(day: date.dayNumber, second: Int64(reading.minutes) * 60))
    }

    /// The local date at this moment, and the first moment at which it is another one.
    public func dateSpan(at moment: Timestamp) -> (date: CivilDate, until: Timestamp) {
        let span = localDay(at: moment.seconds)
        return (CivilDate(dayNumber: span.day), Timestamp(seconds: span.until))
    }

    /// `earliest(on:atOrAfter:)` over bare seconds, for those who count many edges.
    func edge(day: Int64, second: Int64) -> Int64 {
        let wanted = day * 86_400 + second
        let dayEnd = (day + 1) * 86_400
        var current = stretch(at: day * 86_400 - LocalForm.farthest)
        var afterwards: Int64?
        while true {
            let (begins, ends) = (current.start + current.offset, current.end + current.offset)
            let reading = max(begins, wanted)
            if reading < min(ends, dayEnd) { return reading - current.offset }
            let later = max(begins, dayEnd)
            if afterwards == nil, later < ends { afterwards = later - current.offset }
            // Nothing that begins this late can show the wanted date again.
            if let afterwards, current.end > dayEnd + LocalForm.farthest { return afterwards }
            current = stretch(at: current.end)
        }
    }

    func localDay(at second: Int64) -> (day: Int64, until: Int64) {
        let current = stretch(at: second)
        let day = dayAndSecond(second + current.offset).day
        let midnight = (day + 1) * 86_400 - current.offset
        guard midnight > current.end else { return (day, midnight) }
        // Clocks move before midnight: mostly the date goes on behind the change.
        let next = stretch(at: current.end)
        guard dayAndSecond(current.end + next.offset).day == day else { return (day, current.end) }
        return (day, localDay(at: current.end).until)
    }
}
