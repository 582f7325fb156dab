import ConnectorKit
import Expressions
import HTTPCore
import InboxModel

extension StreamRun {
    /// Reads a log from where it stood: pages come oldest first, so each can move the cursor.
    func readOldestFirst() async throws(ConnectorFailure) {
        let stored = try await memory()
        var memory = stored ?? StreamMemory(began: connector.now(), open: .init(marks: [], count: 0, isFirst: true))
        var next: Pager.Next?
        var asked: Set<String> = []
        for index in 1...Self.pageLimit {
            var call = try call(next, resume: memory.at)
            guard asked.insert(call.url).inserted else { throw circle() }
            let isResting = index == 1 && stored != nil && mayRest && stream.wait == nil
            if isResting { ask(&call, memory.validator) }
            let exchange = try await answer(to: call)
            if exchange.status == 304, isResting { break }
            guard let page = try page(exchange) else { break }
            let before = memory
            if index == 1 { memory.validator = validator(exchange, call) }
            memory.at = try resumeValue(page.records.last, page) ?? memory.at
            memory.ranAt = connector.now()
            let following = try following(page, index, before: before.at, after: memory.at)
            // The first run is over when nothing follows: only then what is old comes in as news.
            if following == nil { memory.open = nil }
            if !page.records.isEmpty {
                _ = try await take(page, memory: memory, isFirst: before.open?.isFirst == true, saving: memory)
            } else if stored == nil || memory.at != before.at || memory.validator != before.validator
                || memory.open != before.open
            {
                try await settle(memory)
            }
            guard let following else { break }
            next = following.next
        }
    }

    /// Whether the run goes on, and where.
    private func following(
        _ page: Page, _ index: Int, before: JSON?, after: JSON?
    ) throws(ConnectorFailure) -> (next: Pager.Next?, Void)? {
        // One long poll a run: the poll loop asks again at once.
        if stream.wait != nil { return nil }
        if stream.pages != nil {
            let next = try connector.evaluated { () throws(FormulaFailure) in
                try Pager(pages: stream.pages)
                    .next(after: page.exchange, index: index, records: page.records.count, names: names)
            }
            return next.map { ($0, ()) }
        }
        // Without pages the log is walked by its cursor.
        return page.records.isEmpty || after == before ? nil : (nil, ())
    }

    /// Where the stream stood; nil before its first run.
    func memory() async throws(ConnectorFailure) -> StreamMemory? {
        do {
            return StreamMemory(try await intake.cursor(key), meaning: stream.meaning)
        } catch {
            throw connector.storeFailure(error)
        }
    }
}
