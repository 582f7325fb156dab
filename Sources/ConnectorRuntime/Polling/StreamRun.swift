import ConnectorKit
import Expressions
import HTTPCore
import InboxModel

/// One run of a stream: what its pages share.
struct StreamRun {
    /// A run reads no more pages than this.
    static let pageLimit = 100
    /// A first run takes no more items than this.
    static let firstRunItems = 1_000
    /// Pages in a row without one item: nothing of ours lies there.
    static let barrenPages = 5

    let connector: ManifestConnector
    let stream: CompiledManifest.Stream
    let request: CompiledManifest.Request
    let intake: any Intake
    /// The cursor's key: the stream's name, with the parent's id behind it in a child stream.
    let key: String
    /// The item a child stream runs for.
    let parent: JSON?
    /// Older ones are history, besides what the first run finds.
    let historyBefore: Timestamp?

    // MARK: One page

    /// A page as it came.
    struct Page {
        var exchange: Exchange
        var records: [JSON]
        var delivery: RawDelivery
        var interpretation: Interpretation
    }

    var names: [String: JSON] { connector.shown(["parent": parent ?? .null]) }

    /// The call for a page.
    func call(_ next: Pager.Next?, resume: JSON?) throws(ConnectorFailure) -> HTTPCall {
        var parameters: [(name: String, value: JSON)] = []
        if let rule = stream.resume, let value = resume.map({ resumed($0, rule) }) ?? start(rule) {
            parameters.append((rule.parameter, value))
        }
        let more: [String: JSON] = ["parent": parent ?? .null]
        do throws(Fault) {
            let maker = try connector.maker()
            switch next {
            case .address(let address):
                return try maker.call(request, at: address, connector.filling(.null, more), limits: limits)
            case .parameters(let page):
                return try maker.call(
                    request, connector.filling(.null, more, parameters: parameters + page), limits: limits)
            case nil:
                return try maker.call(request, connector.filling(.null, more, parameters: parameters), limits: limits)
            }
        } catch {
            throw connector.failures.failure(error)
        }
    }

    /// A long poll may take as long as it says, and some.
    private var limits: HTTPLimits {
        guard let wait = stream.wait else { return HTTPLimits() }
        return HTTPLimits(total: wait + .seconds(10), silence: wait + .seconds(10))
    }

    /// What the platform is asked to resume from: a time is taken back by the overlap.
    private func resumed(_ value: JSON, _ rule: CompiledManifest.Resume) -> JSON {
        guard rule.format != .text, let moment = PlatformTime.moment(value) else { return value }
        return rule.format.value(moment - (rule.overlap ?? .zero)) ?? value
    }

    /// Where a first run begins that resumes by time: as far back as history is wanted.
    private func start(_ rule: CompiledManifest.Resume) -> JSON? {
        rule.format.value((historyBefore ?? connector.now()) - stream.backfill)
    }

    func answer(to call: HTTPCall) async throws(ConnectorFailure) -> Exchange {
        do throws(ManifestConnector.CallFault) {
            return try await connector.answer(to: call, reading: request.reading, cost: request.cost)
        } catch {
            throw connector.failure(error)
        }
    }

    func emptyPage(_ exchange: Exchange) -> Page {
        Page(
            exchange: exchange, records: [], delivery: RawDelivery(origin: .poll, body: [], receivedAt: connector.now()),
            interpretation: Interpretation())
    }

    /// Reads an answer; nil where the platform says that the list ends here.
    func page(_ exchange: Exchange) throws(ConnectorFailure) -> Page? {
        let verdict = connector.verdict(on: exchange)
        if verdict.label == .end { return nil }
        guard verdict.label == .ok else { throw connector.failures.failure(verdict) }
        guard exchange.unreadable == nil else { throw connector.unreadable(exchange) }
        let headers = exchange.headers["Content-Type"].map { ["content-type": $0] } ?? [:]
        let delivery = RawDelivery(
            origin: .poll, stream: StreamName(stream.name), headers: headers, body: exchange.bytes,
            context: PageContext(parent: parent).text, receivedAt: connector.now())
        do throws(FormulaFailure) {
            let records = try connector.records(of: stream, exchange.body, names, isRecheck: false)
            return Page(
                exchange: exchange, records: records, delivery: delivery,
                interpretation: connector.interpretPage(delivery, body: exchange.body))
        } catch {
            throw connector.failures.failure(Fault(error, connector.manifest.name))
        }
    }

    /// What to resume from after a record. An empty page has none: only a rule over `$page` can say something then.
    func resumeValue(_ record: JSON?, _ page: Page) throws(ConnectorFailure) -> JSON? {
        guard let rule = stream.resume, record != nil || rule.from.uses("page") else { return Optional.none }
        let names = names.merging(["page": page.exchange.body]) { $1 }
        let value = try connector.evaluated { () throws(FormulaFailure) in
            try rule.from.first(record ?? page.exchange.body, names)
        }
        guard let value, scalarText(value) != nil else { return Optional.none }
        return value
    }

    // MARK: Handing over

    /// Hands a page to the intake. In a first run what was written before the run began is history, and what came since is not: a
    /// page with both is handed over in two parts.
    func take(_ page: Page, memory: StreamMemory, isFirst: Bool, saving: StreamMemory) async throws(ConnectorFailure)
        -> [Novelty]
    {
        let cursors = [key: saving.cursor(meaning: stream.meaning)]
        let limit = historyBefore ?? (isFirst ? memory.began : nil)
        let old = page.interpretation.arrivals.map { arrival in
            limit.map { arrival.isWritten && (arrival.moment ?? memory.began) < $0 } ?? false
        }
        if !old.contains(true) { return try await take(page, page.interpretation, isHistory: false, cursors) }
        if !old.contains(false) { return try await take(page, page.interpretation, isHistory: true, cursors) }
        var (past, present) = (page.interpretation, Interpretation())
        past.arrivals = zip(page.interpretation.arrivals, old).filter(\.1).map(\.0)
        present.arrivals = zip(page.interpretation.arrivals, old).filter { !$0.1 }.map(\.0)
        // The cursor goes with the last part: what it covers is then stored.
        var verdicts = (past: try await take(page, past, isHistory: true, [:])[...], present: [Novelty]()[...])
        // Another context: the intake must not take it for the bytes it has just seen.
        var rest = page
        rest.delivery.context = PageContext(parent: parent, part: 2).text
        verdicts.present = try await take(rest, present, isHistory: false, cursors)[...]
        return old.compactMap { $0 ? verdicts.past.popFirst() : verdicts.present.popFirst() }
    }

    private func take(
        _ page: Page, _ interpretation: Interpretation, isHistory: Bool, _ cursors: [String: StreamCursor]
    ) async throws(ConnectorFailure) -> [Novelty] {
        var delivery = page.delivery
        delivery.isHistory = isHistory
        do {
            return try await intake.take(PolledPage(delivery: delivery, interpretation: interpretation, cursors: cursors))
        } catch {
            throw connector.storeFailure(error)
        }
    }

    /// Saves where the stream stands without a page: the end of a run.
    func settle(_ memory: StreamMemory) async throws(ConnectorFailure) {
        let nothing = RawDelivery(origin: .poll, stream: StreamName(stream.name), body: [], receivedAt: connector.now())
        let page = PolledPage(
            delivery: nothing, interpretation: Interpretation(), cursors: [key: memory.cursor(meaning: stream.meaning)])
        do { _ = try await intake.take(page) } catch { throw connector.storeFailure(error) }
    }

    func circle() -> ConnectorFailure {
        connector.failures.failure(
            .config, "the pages of stream \(stream.name) lead in a circle",
            advice: "Look at `pages` in the manifest: the platform named a page again that was read already.")
    }
}

extension CompiledManifest.Resume.Format {
    /// A moment as the parameter wants it; nil where it is no moment.
    fileprivate func value(_ moment: Timestamp) -> JSON? {
        switch self {
        case .text: Optional.none
        case .epoch: .integer(moment.seconds)
        case .epochMilliseconds: .integer(moment.milliseconds)
        case .iso: .string(moment.rfc3339)
        case .date: .string(String(moment.rfc3339.prefix(10)))
        }
    }
}

extension ManifestConnector {
    /// The store refused: nothing was lost, the run is made again.
    func storeFailure(_ error: any Error) -> ConnectorFailure {
        if let failure = error as? ConnectorFailure { return failure }
        return failures.failure(
            .retry, "what was read could not be stored: \(error)",
            advice: "Look at the store's own message; the run is made again.")
    }
}

extension Arrival {
    /// Whether somebody wrote or did it: a place is no news, however old.
    fileprivate var isWritten: Bool {
        switch self {
        case .place, .post: false
        case .message, .reaction, .receipt, .removal: true
        }
    }

    /// When it was written, as far as it says so.
    var moment: Timestamp? {
        switch self {
        case .message(let message): message.at
        case .reaction(let reaction): reaction.at
        case .receipt(let receipt): receipt.at
        case .removal(_, let at): at
        case .post(let post): post.at
        case .place(let place): place.at
        }
    }
}
