import ConnectorKit
import Expressions
import HTTPCore
import InboxModel

extension StreamRun {
    /// Reads a list from its top down to known ground: a page in which every item is known with unchanged content. The cursor moves
    /// only then; until then it remembers how deep the run has come.
    ///
    /// Where the platform resumes from a value (`min_id`), a round may end before all is read: rounds follow until one brings nothing.
    func readNewestFirst() async throws(ConnectorFailure) {
        var budget = Self.pageLimit
        while budget > 0 {
            let stored = try await memory()
            let round = try await round(stored, budget: &budget)
            guard stream.resume != nil, round.broughtNews, round.memory.at != stored?.at, stored != nil else { return }
        }
    }

    /// What a round knows on its way down.
    private struct Descent {
        var memory: StreamMemory
        let isFirst: Bool
        /// Marks of a run that was cut off; empty once they are passed.
        var marks: Set<String>
        let markCount: Int
        var top: JSON?
        var count: Int
        /// Known items in a row, where pages hold one.
        var streak = 0
        var barren = 0
        var broughtNews = false
        var validator: StreamMemory.Validator?

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
    }

    private func round(
        _ stored: StreamMemory?, budget: inout Int
    ) async throws(ConnectorFailure) -> (memory: StreamMemory, broughtNews: Bool) {
        var descent = Descent(stored, now: connector.now())
        var next: Pager.Next?
        var asked: Set<String> = []
        var index = 0
        repeat {
            index += 1
            var call = try call(next, resume: descent.memory.at)
            guard asked.insert(call.url).inserted else { throw circle() }
            if index == 1, stored?.open == nil { ask(&call, stored?.validator) }
            let exchange: Exchange
            do throws(ManifestConnector.CallFault) {
                exchange = try await connector.answer(to: call, reading: request.reading)
            } catch {
                throw connector.failure(error)
            }
            if exchange.status == 304 { return (descent.memory, false) }
            guard let page = try page(exchange), !page.records.isEmpty else { break }
            if index == 1 {
                descent.top = try resumeValue(page.records.first, page)
                descent.validator = validator(exchange, call)
            }
            let wasBelow = descent.isBelowMarks
            // Going over what a run that was cut off has read already costs nothing: else it would never get further.
            if wasBelow { budget -= 1 }
            let verdicts = try await take(page, &descent)
            if isDone(page, verdicts, wasBelow, &descent) { break }
            next = try following(page, index)
            if next != nil, budget <= 0 || index >= Self.pageLimit * 10 { return (descent.memory, descent.broughtNews) }
        } while next != nil
        descent.memory.at = descent.top ?? descent.memory.at
        descent.memory.open = nil
        descent.memory.validator = descent.validator
        descent.memory.ranAt = parent == nil ? nil : connector.now()
        if descent.memory != stored { try await settle(descent.memory) }
        return (descent.memory, descent.broughtNews)
    }

    /// Hands a page over together with the mark of how deep the run has come.
    private func take(_ page: Page, _ descent: inout Descent) async throws(ConnectorFailure) -> [Novelty] {
        let ids = page.interpretation.arrivals.map { shortDigest($0.remoteID) }
        descent.count += ids.count
        var saving = descent.memory
        saving.validator = nil
        let marks = descent.isBelowMarks || descent.memory.open == nil ? ids : descent.memory.open!.marks
        saving.open = StreamMemory.OpenRun(
            marks: marks.isEmpty ? saving.open?.marks ?? [] : marks, count: descent.count, isFirst: descent.isFirst)
        descent.memory.open = saving.open
        let verdicts = try await take(page, memory: descent.memory, isFirst: descent.isFirst, saving: saving)
        descent.marks.subtract(ids)
        return verdicts
    }

    private func isDone(_ page: Page, _ verdicts: [Novelty], _ wasBelow: Bool, _ descent: inout Descent) -> Bool {
        if verdicts.contains(where: { $0 == .new || $0 == .changed }) { descent.broughtNews = true }
        descent.barren = verdicts.isEmpty ? descent.barren + 1 : 0
        if descent.barren >= Self.barrenPages { return true }
        if descent.isFirst {
            if descent.count >= Self.firstRunItems { return true }
            let horizon = descent.memory.began - stream.backfill
            if page.interpretation.arrivals.contains(where: { ($0.moment ?? horizon) < horizon }) { return true }
        }
        let isKnown = !verdicts.isEmpty && verdicts.allSatisfy { $0 == .known || $0 == .quarantined }
        guard page.records.count == 1 else { return isKnown && wasBelow && !descent.isFirst }
        descent.streak = isKnown ? descent.streak + 1 : 0
        return descent.streak >= stream.overlap && wasBelow && !descent.isFirst
    }

    private func following(_ page: Page, _ index: Int) throws(ConnectorFailure) -> Pager.Next? {
        try connector.evaluated { () throws(FormulaFailure) in
            try Pager(pages: stream.pages)
                .next(after: page.exchange, index: index, records: page.records.count, names: names)
        }
    }

    // MARK: Conditional requests

    private func ask(_ call: inout HTTPCall, _ validator: StreamMemory.Validator?) {
        guard let validator, validator.address == shortDigest(call.url) else { return }
        if let tag = validator.tag { call.headers["If-None-Match"] = tag }
        if let modified = validator.modified { call.headers["If-Modified-Since"] = modified }
    }

    private func validator(_ exchange: Exchange, _ call: HTTPCall) -> StreamMemory.Validator? {
        let (tag, modified) = (exchange.headers["ETag"], exchange.headers["Last-Modified"])
        guard tag != nil || modified != nil, (tag?.utf8.count ?? 0) + (modified?.utf8.count ?? 0) <= 512 else { return nil }
        return StreamMemory.Validator(address: shortDigest(call.url), tag: tag, modified: modified)
    }
}
