public import ConnectorKit
public import InboxModel

/// Budgets that outlast a call and a process: those that all channels of an app share, and those that the platform counts from a
/// fixed time of day on.
///
/// What is spent is written down ahead, in portions: after a restart a budget may look a portion emptier than it is, never fuller.
public actor Budgets {
    /// What is kept of one budget.
    public struct Kept: Sendable, Hashable {
        /// When the budget's day began, or when `amount` was looked at.
        public var at: Timestamp
        /// Units spent since `at`, or left at `at`.
        public var amount: Int64

        public init(at: Timestamp, amount: Int64) { (self.at, self.amount) = (at, amount) }
    }

    /// Where budgets are kept.
    public struct Keeper: Sendable {
        public var kept: @Sendable (_ key: String) async throws -> Kept?
        public var keep: @Sendable (_ key: String, Kept) async throws -> Void

        public init(
            kept: @escaping @Sendable (_ key: String) async throws -> Kept?,
            keep: @escaping @Sendable (_ key: String, Kept) async throws -> Void
        ) {
            (self.kept, self.keep) = (kept, keep)
        }
    }

    /// The day around a moment that begins at a time of day somewhere; nil where nobody knows the zone.
    public typealias Days = @Sendable (CompiledManifest.Reset, Timestamp) -> Range<Timestamp>?

    private let keeper: Keeper?
    private let days: Days
    private var known: [String: Known] = [:]

    /// - Parameters:
    ///   - keeper: nil: in this process only.
    ///   - days: nil: every zone is read as UTC.
    public init(keeper: Keeper? = nil, days: @escaping Days = Budgets.utc) { (self.keeper, self.days) = (keeper, days) }

    /// Days of Greenwich.
    public static let utc: Days = { reset, moment in
        let (day, offset) = (Int64(86_400), Int64(reset.minutes) * 60)
        let start = ((moment.seconds - offset) / day) * day + offset
        return Timestamp(seconds: start)..<Timestamp(seconds: start + day)
    }

    private struct Known {
        /// Spent in the current day.
        var spent: Int64 = 0
        var day: Range<Timestamp>?
        var bucket: TokenBucket?
        /// How far what is written down reaches: units spent, or left.
        var written: Int64
    }

    // MARK: Taking

    /// Takes what a call costs of one budget, or says how long there is not enough.
    func turn(_ rate: CompiledManifest.Rate, key: String, cost: Int, now: Timestamp) async throws -> Pacer.Turn {
        let key = "\(key) \(rate.count) per \(rate.span.wholeMilliseconds)"
        if known[key] == nil {
            let found = try await open(rate, key, now)
            // Another call may have opened it meanwhile.
            if known[key] == nil { known[key] = found }
        }
        guard let reset = rate.resets else { return try await takeOfBucket(rate, key, cost, now) }
        return try await takeOfDay(reset, rate, key, cost, now)
    }

    private func takeOfDay(
        _ reset: CompiledManifest.Reset, _ rate: CompiledManifest.Rate, _ key: String, _ cost: Int, _ now: Timestamp
    ) async throws -> Pacer.Turn {
        guard var budget = known[key], let day = days(reset, now) ?? Self.utc(reset, now) else { return .go(after: .zero) }
        if budget.day != day { (budget.day, budget.spent, budget.written) = (day, 0, 0) }
        guard budget.spent + Int64(cost) <= Int64(rate.count) || budget.spent == 0 else {
            known[key] = budget
            return .comeBack(after: day.upperBound - now)
        }
        budget.spent += Int64(cost)
        let mustWrite = budget.spent > budget.written
        if mustWrite { budget.written = budget.spent + portion(rate) }
        known[key] = budget
        if mustWrite { try await keeper?.keep(key, Kept(at: day.lowerBound, amount: budget.written)) }
        return .go(after: .zero)
    }

    private func takeOfBucket(
        _ rate: CompiledManifest.Rate, _ key: String, _ cost: Int, _ now: Timestamp
    ) async throws -> Pacer.Turn {
        guard var budget = known[key], var bucket = budget.bucket else { return .go(after: .zero) }
        let wait = bucket.wait(for: cost, now: now)
        guard wait <= Pacer.patience else { return .comeBack(after: wait) }
        bucket.take(cost)
        budget.bucket = bucket
        let mustWrite = bucket.left < budget.written || bucket.left > budget.written + 2 * portion(rate)
        if mustWrite { budget.written = bucket.left - portion(rate) }
        known[key] = budget
        if mustWrite { try await keeper?.keep(key, Kept(at: now, amount: budget.written)) }
        return .go(after: wait)
    }

    private func open(_ rate: CompiledManifest.Rate, _ key: String, _ now: Timestamp) async throws -> Known {
        let kept = try await keeper?.kept(key)
        guard let reset = rate.resets else {
            var bucket = TokenBucket(count: rate.count, span: rate.span, left: kept?.amount, now: kept?.at ?? now)
            _ = bucket.wait(now: now)
            return Known(bucket: bucket, written: kept?.amount ?? Int64(rate.count) + 1)
        }
        let day = days(reset, now) ?? Self.utc(reset, now)
        let isToday = kept != nil && kept?.at == day?.lowerBound
        let spent = isToday ? kept!.amount : 0
        return Known(spent: spent, day: day, written: spent)
    }

    /// How much is written down ahead.
    private func portion(_ rate: CompiledManifest.Rate) -> Int64 { max(1, Int64(rate.count) / 100) }
}

extension CompiledManifest.Rate {
    /// Whether it is counted beyond one channel or one run of the program.
    var isBudget: Bool { isShared || resets != nil }
}
