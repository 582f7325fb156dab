import ConnectorKit
import Expressions
import HTTPCore
import InboxModel

extension ManifestConnector {
    /// Why a call brought nothing to work with.
    enum CallFault: Error {
        case made(Fault)
        case late(after: Duration)
        case network(HTTPFailure)
        case cancelled
    }

    /// Addresses are made anew for each call: settings are fixed, and it costs microseconds.
    func maker() throws(Fault) -> RequestMaker {
        let addresses = try AddressMaker(manifest, trusted(), origins: binding.origins)
        return RequestMaker(manifest: manifest, addresses: addresses, lane: binding.name)
    }

    /// The call for a page.
    func call(
        _ request: CompiledManifest.Request, _ next: Pager.Next?, _ more: [String: JSON], trusted isTrusted: Bool = false,
        authorised: Bool = true
    ) throws(ConnectorFailure) -> HTTPCall {
        do throws(Fault) {
            var maker = try maker()
            maker.authorises = authorised
            switch next {
            case nil: return try maker.call(request, filling(.null, more, trusted: isTrusted))
            case .address(let address):
                return try maker.call(request, at: address, filling(.null, more, trusted: isTrusted))
            case .parameters(let parameters):
                return try maker.call(request, filling(.null, more, trusted: isTrusted, parameters: parameters))
            }
        } catch {
            throw failures.failure(error)
        }
    }

    /// Sends a request that shows up nowhere (lists, checks) and throws where its answer is none.
    func exchange(_ request: CompiledManifest.Request, _ filling: RequestMaker.Filling) async throws(ConnectorFailure)
        -> Exchange
    {
        let call: HTTPCall
        do throws(Fault) { call = try maker().call(request, filling) } catch { throw failures.failure(error) }
        return try await exchange(call, reading: request.reading, cost: request.cost)
    }

    func exchange(
        _ call: HTTPCall, reading: CompiledManifest.Request.Format?, cost: Int = 1
    ) async throws(ConnectorFailure) -> Exchange {
        let exchange: Exchange
        do throws(CallFault) { exchange = try await answer(to: call, reading: reading, cost: cost) } catch {
            throw failure(error)
        }
        let verdict = verdict(on: exchange)
        guard verdict.label == .ok else { throw failures.failure(verdict) }
        return exchange
    }

    /// Sends a call in its turn, whatever the answer says.
    func answer(
        to call: HTTPCall, reading: CompiledManifest.Request.Format?, thread: String? = nil, cost: Int = 1
    ) async throws(CallFault) -> Exchange {
        try await waitForTurn(thread: thread, cost: cost)
        let answer: HTTPAnswer
        do throws(HTTPFailure) { answer = try await client.send(call) } catch { throw .network(error) }
        if let pause = Waiting.pause(by: answer.headers, now: now()), pause > .zero { pacer.pause(until: now() + pause) }
        return Exchange(answer, reading: reading.flatMap { BodyFormat(rawValue: $0.rawValue) })
    }

    /// Keeps within the limits of the platform: this channel's, then those it shares.
    func waitForTurn(thread: String?, cost: Int) async throws(CallFault) {
        if cost == 0 { return }
        var turns = [pacer.turn(thread: thread, cost: cost, now: now())]
        if case .comeBack(let after) = turns[0] { throw .late(after: after) }
        for rate in manifest.rates where rate.isBudget {
            let key = rate.isShared ? manifest.name : "\(manifest.name) \(binding.name)"
            do {
                turns.append(try await budgets.turn(rate, key: key, cost: cost, now: now()))
            } catch {
                // What cannot be counted is not spent: the store is asked again with the next call.
                throw .late(after: .seconds(10))
            }
        }
        for turn in turns {
            switch turn {
            case .comeBack(let after): throw .late(after: after)
            case .go(let after):
                if after > .zero { do { try await clock.sleep(for: after) } catch { throw .cancelled } }
            }
        }
    }

    /// How an answer is classed. A limit that was hit holds the whole channel back.
    func verdict(on exchange: Exchange) -> Verdict {
        let now = now()
        let verdict = Verdict(exchange, manifest.errors, shown(), now: now)
        if verdict.label == .rateLimited { pacer.pause(until: now + (verdict.retryAfter ?? .seconds(30))) }
        return verdict
    }

    /// What the answer says of where the item is now; nil where it says nothing.
    func moved(_ exchange: Exchange) -> [JSONObject.Member]? {
        let names = shown(["res": exchange.res])
        guard case .object(let moved)? = manifest.errors.moved?.value(exchange.body, names),
            moved.members.contains(where: { !$0.value.isNull })
        else { return nil }
        return moved.members
    }

    func failure(_ fault: CallFault) -> ConnectorFailure {
        switch fault {
        case .made(let fault): failures.failure(fault)
        case .network(let failure): failures.failure(failure)
        case .late(let after):
            failures.failure(
                .rateLimited, "\(manifest.title) allows no call yet", advice: "Nothing to do: it goes on by itself.",
                retryAfter: after)
        case .cancelled: failures.failure(.retry, "the call was given up", advice: "Nothing to do: it is tried again.")
        }
    }

    /// An answer that is no answer: HTML from a proxy, notices before the JSON.
    func unreadable(_ exchange: Exchange) -> ConnectorFailure {
        failures.failure(
            .retry, "\(manifest.title) answered \(exchange.status) with \(exchange.unreadable ?? "nothing to read")",
            advice: "Open the address in a browser: a proxy, a sign-in page or a broken site may stand before it.")
    }
}
