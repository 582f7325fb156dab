import ConnectorKit
import Cryptography
import Expressions
import HTTPCore
import InboxModel

extension StreamRun {
    /// Reads a list from its top down to known ground: a page in which every item is known with unchanged content. The cursor moves
    /// only then; until then it remembers how deep the run has come.
    ///
    /// Where the platform resumes from a value (`min_id`), a round may end before all is read: rounds follow until one moves nothing.
    func readNewestFirst() async throws(ConnectorFailure) {
        var budget = Self.pageLimit
        while budget > 0 {
            let stored = try await memory()
            let memory = try await round(stored, budget: &budget)
            // Not "brought something new": after a kill the first round brings only what is known.
            guard stream.resume != nil, stored != nil, memory.at != stored?.at, memory.open == nil else { return }
        }
    }

    /// What a round knows on its way down.
    private struct Descent {
        /// Where the stream stood before, with the mark of how deep this run has come.
        var memory: StreamMemory
        let isFirst: Bool
        /// Marks of a run that was cut off, as far as they have not been met again.
        var marks: Set<String>
        let markCount: Int
        /// What stands at the top of the list: where the stream stands once the run is complete.
        var top: JSON?
        var validator: StreamMemory.Validator?
        var digest: String?
        var count: Int
        /// Known items in a row, where pages hold one.
        var streak = 0
        /// Pages in a row without an item.
        var barren = 0

        init(_ stored: StreamMemory?, now: Timestamp) {
            memory = stored ?? StreamMemory(began: now)
            isFirst = stored == nil || stored?.open?.isFirst == true
            marks = Set(stored?.open?.marks ?? [])
            markCount = marks.count
            count = stored?.open?.count ?? 0
        }

        /// Whether ground counts: half of the marks were met again. Not all, since some may be deleted; not one, since it may have
        /// been edited and moved up.
        var isBelowMarks: Bool { marks.count * 2 <= markCount }

        /// Where the stream stands when the run ends here.
        func complete(_ now: Timestamp?) -> StreamMemory {
            var memory = memory
            memory.at = top ?? memory.at
            (memory.open, memory.validator, memory.digest, memory.ranAt) = (nil, validator, digest, now)
            return memory
        }

        /// Takes note of a page that is about to be stored, and of how deep the run then is.
        mutating func enter(_ ids: [String]) {
            count += ids.count
            barren = ids.isEmpty ? barren + 1 : 0
            let deepest = isBelowMarks && !ids.isEmpty ? ids : memory.open?.marks ?? ids
            memory.open = StreamMemory.OpenRun(marks: deepest, count: count, isFirst: isFirst)
            (memory.validator, memory.digest) = (nil, nil)
        }
    }

    private func round(_ stored: StreamMemory?, budget: inout Int) async throws(ConnectorFailure) -> StreamMemory {
        var descent = Descent(stored, now: connector.now())
        var next: Pager.Next?
        var asked: Set<String> = []
        for index in 1...Self.pageLimit * 10 {
            guard let page = try await page(index, next, stored, &descent, &asked) else { return descent.memory }
            if page.records.isEmpty { return try await end(descent) }
            next = try following(page, index)
            let wasBelow = descent.isBelowMarks
            // Going again over what a run that was cut off had read costs nothing: else it would never get further.
            if wasBelow { budget -= 1 }
            let ids = page.interpretation.arrivals.map { shortDigest($0.remoteID) }
            let before = descent.memory
            descent.enter(ids)
            let isLast = next == nil || isFarEnough(page, descent)
            let saving = isLast ? descent.complete(ranAt) : descent.memory
            let verdicts = try await take(page, memory: before, isFirst: descent.isFirst, saving: saving)
            if isLast { return saving }
            descent.marks.subtract(ids)
            if isGround(page, verdicts, wasBelow, &descent) { return try await end(descent) }
            if budget <= 0 { break }
        }
        return descent.memory
    }

    /// Reads a page; nil where the platform, or the page's own bytes, say that nothing has changed. A list that ends is an empty page.
    private func page(
        _ index: Int, _ next: Pager.Next?, _ stored: StreamMemory?, _ descent: inout Descent, _ asked: inout Set<String>
    ) async throws(ConnectorFailure) -> Page? {
        var call = try call(next, resume: descent.memory.at)
        guard asked.insert(call.url).inserted else { throw circle() }
        let isResting = index == 1 && stored?.open == nil && mayRest
        if isResting { ask(&call, stored?.validator) }
        let exchange = try await answer(to: call)
        if exchange.status == 304, isResting { return nil }
        guard let page = try page(exchange) else { return emptyPage(exchange) }
        if index == 1 {
            descent.top = try resumeValue(page.records.first, page)
            descent.validator = validator(exchange, call)
            descent.digest = Base64.url.encode(Array(Digest.sha256(exchange.bytes).prefix(18)))
            if isResting, stored?.digest == descent.digest { return nil }
        }
        return page
    }

    /// Saves that the run is complete.
    private func end(_ descent: Descent) async throws(ConnectorFailure) -> StreamMemory {
        let memory = descent.complete(ranAt)
        try await settle(memory)
        return memory
    }

    /// Child streams remember when they ran.
    private var ranAt: Timestamp? { parent.map { _ in connector.now() } }

    /// Whether the run ends with this page, whatever its items turn out to be.
    private func isFarEnough(_ page: Page, _ descent: Descent) -> Bool {
        if descent.barren >= Self.barrenPages { return true }
        if let horizon = placesHorizon {
            return page.interpretation.arrivals.allSatisfy { ($0.moment ?? horizon) < horizon }
        }
        guard descent.isFirst else { return false }
        let horizon = descent.memory.began - stream.backfill
        return descent.count >= Self.firstRunItems
            || page.interpretation.arrivals.contains { ($0.moment ?? horizon) < horizon }
    }

    /// Whether known ground is reached: all of the page known, or enough items in a row where pages hold one.
    private func isGround(_ page: Page, _ verdicts: [Novelty], _ wasBelow: Bool, _ descent: inout Descent) -> Bool {
        let isKnown = !verdicts.isEmpty && verdicts.allSatisfy { $0 == .known || $0 == .quarantined }
        descent.streak = isKnown ? descent.streak + 1 : 0
        guard isKnown, wasBelow, !descent.isFirst, placesHorizon == nil else { return false }
        return page.records.count > 1 || descent.streak >= stream.overlap
    }

    private func following(_ page: Page, _ index: Int) throws(ConnectorFailure) -> Pager.Next? {
        try connector.evaluated { () throws(FormulaFailure) in
            try Pager(pages: stream.pages)
                .next(after: page.exchange, index: index, records: page.records.count, names: names)
        }
    }
}
