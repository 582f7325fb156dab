import Desk
import Expressions
import HTTPCore
import InboxModel
import Storage

/// Channels, their health, and the raw deliveries they brought.
extension WebApp {
    func channels(_ call: Call) async throws -> HTTPResponse {
        let (channels, held) = try await desk.store.read { transaction in
            (try transaction.channels().filter { $0.retiredAt == nil }, try transaction.waitingActs())
        }
        let backlog = try await journal.backlog()
        return HTTPResponse(
            json: .list(channels.map { channel($0, held: held[$0.id] ?? 0, backlog: backlog[$0.id] ?? (0, 0)) }))
    }

    private func channel(_ c: Channel, held: Int, backlog: (waiting: Int, quarantined: Int)) -> JSON {
        let verbs = office.abilities(c.id).map(\.verb)
        return [
            "id": .id(c.id), "name": .string(c.name), "connector": .string(c.connector),
            "title": .string(office.title(c.id) ?? c.connector), "hue": .count(c.hue),
            "account": c.accountID.map { ["id": .string($0), "name": .text(c.accountName)] } ?? .null,
            "state": .word(c.health.state), "since": .moment(c.health.since), "lastSuccessAt": .moment(c.health.lastSuccessAt),
            "newestItemAt": .moment(c.health.newestItemAt), "reason": .text(c.health.reason), "advice": .text(c.health.advice),
            "isPaused": .bool(c.isPaused), "held": .count(held), "waiting": .count(backlog.waiting),
            "quarantined": .count(backlog.quarantined), "webhook": .bool(office.hasWebhook(c.id)),
            "signIn": .bool(office.asksPerson(c.id)),
            "abilities": .array(Verb.allCases.filter(verbs.contains).map { .word($0) }), "fromConfig": true,
        ]
    }

    func channelAct(_ call: Call) async throws -> HTTPResponse {
        let id: ChannelID = try call.id("id")
        guard let known = try await desk.store.read({ try $0.channel(id) }) else { throw APIFailure.notFound }
        switch call.parameters["act"] {
        case "pause": _ = try await desk.pause(id, true, by: call.caller.user)
        case "resume":
            _ = try await desk.pause(id, false, by: call.caller.user)
            office.pollNow(id)
        case "poll": office.pollNow(id)
        case "test":
            if let trouble = await office.test(id) {
                throw APIFailure(502, "channel_refused", "\(known.name): \(trouble.message)", advice: trouble.advice)
            }
            office.pollNow(id)
        case "hook": return try hook(of: known, for: call.caller)
        case "sign-in": return try beginSignIn(of: known, call)
        default: throw APIFailure.notFound
        }
        let (channel, held) = try await desk.store.read { (try $0.channel(id), try $0.waitingActs()) }
        let backlog = try await journal.backlog()
        return HTTPResponse(
            json: channel.map { self.channel($0, held: held[id] ?? 0, backlog: backlog[id] ?? (0, 0)) } ?? .null)
    }

    /// Where the platform delivers to.
    private func hook(of channel: Channel, for caller: Caller) throws -> HTTPResponse {
        try checkControl(caller, "stellwerk channel hook \(channel.name)")
        guard let hook = office.hook(channel.id) else {
            throw APIFailure(
                404, "no_webhook", "\(channel.name) takes no calls: its connector polls.", advice: "There is nothing to enter.")
        }
        return HTTPResponse(json: ["url": .string(hook.url), "secret": .string(hook.secret)])
    }

    /// Where a platform delivers what is for all the channels of an app: to be entered there before there is a channel.
    func appHook(_ call: Call) async throws -> HTTPResponse {
        let name = call.parameters["name"]
        guard let hook = office.appHook(name) else {
            throw APIFailure(
                404, "no_webhook", "There is no app '\(name.prefix(40))' in apps.yaml whose channels share one address.",
                advice: "If its channels have addresses of their own, ask: stellwerk channel hook NAME")
        }
        try checkControl(call.caller, "stellwerk app hook \(name)")
        return HTTPResponse(json: ["url": .string(hook.url), "secret": .string(hook.secret)])
    }

    /// The command line alone is told: whoever knows an address can try to write into the inbox.
    private func checkControl(_ caller: Caller, _ command: String) throws {
        guard case .control = caller.proof else {
            throw APIFailure(
                403, "not_allowed", "The webhook address is told on the machine alone.", advice: "Ask there: \(command)")
        }
    }

    // MARK: Deliveries

    func deliveries(_ call: Call) async throws -> HTTPResponse {
        let state = try call.word("state", JournalEntry.State.self)
        let limit = try call.limit()
        let lines = try await journal.list(
            state, channel: call.request.query("channel").flatMap { ChannelID($0) },
            before: call.request.query("cursor").flatMap { DeliveryID($0) }, limit: limit)
        let marks = try await channelMarks()
        var items: [JSON] = []
        for line in lines {
            items.append([
                "id": .id(line.id), "channel": marks[line.channel] ?? .null, "origin": .string(line.origin),
                "stream": .text(line.stream), "receivedAt": .moment(line.receivedAt), "size": .count(line.size),
                "state": .word(line.state), "refusals": .array(try await journal.refusals(of: line.id).map(\.json)),
            ])
        }
        return HTTPResponse(json: .list(items, next: lines.count == limit ? lines.last?.id.description : nil))
    }

    func delivery(_ call: Call) async throws -> HTTPResponse {
        guard let entry = try await journal.entry(call.id("id")) else { throw APIFailure.notFound }
        let marks = try await channelMarks()
        return HTTPResponse(
            json: [
                "id": .id(entry.id), "channel": marks[entry.channel] ?? .null, "origin": .string(entry.origin),
                "stream": .text(entry.stream), "receivedAt": .moment(entry.receivedAt), "size": .count(entry.body.count),
                "state": .word(entry.state), "refusals": .array(try await journal.refusals(of: entry.id).map(\.json)),
                "headers": .object(JSONObject(entry.headers.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
                "context": .text(entry.context), "body": .string(String(decoding: entry.body.prefix(65_536), as: UTF8.self)),
            ])
    }

    func replay(_ call: Call) async throws -> HTTPResponse {
        let id: DeliveryID = try call.id("id")
        guard let entry = try await journal.entry(id), try await journal.replay(id) else { throw APIFailure.notFound }
        office.deliveryReplayed(entry.channel)
        return HTTPResponse(json: ["id": .id(id), "state": "waiting"], status: 202)
    }

    private func channelMarks() async throws -> [ChannelID: JSON] {
        let channels = try await desk.store.read { try $0.channels() }
        return Dictionary(uniqueKeysWithValues: channels.map { ($0.id, ["id": .id($0.id), "name": .string($0.name)]) })
    }
}

extension JournalRefusal {
    fileprivate var json: JSON {
        ["place": .string(place), "reason": .string(reason), "advice": .string(advice), "version": .string(version)]
    }
}
