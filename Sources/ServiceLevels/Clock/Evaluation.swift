public import InboxModel

/// Every clock of a conversation as it stands at `now`: a pure function of its history.
///
/// The order in which events are handed in does not matter, their own times do; equal instants keep the order of the list, and
/// what lies after `now` is ignored. Milliseconds order events, then are cut: a promise is counted in whole seconds.
///
/// - Parameter terms: what held when the conversation began; `termsChanged` events change it.
/// - Returns: ordered by metric, then by `n`.
public func evaluate(_ events: [ClockEvent], under terms: ClockTerms, now: Timestamp) -> [Clock] {
    var keeper = Timekeeper(terms: terms)
    let ordered = events.enumerated().filter { $0.element.at <= now }
        .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
    for (_, event) in ordered { keeper.apply(event) }
    return keeper.clocks(at: now.wholeSecond)
}
