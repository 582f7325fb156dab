import Expressions
import HTTPCore

extension Command {
    static let deliveryCommands = [
        Command(
            name: "delivery list",
            flags: [
                Flag(name: "quarantined", value: nil, summary: "only those with refused records"),
                Flag(name: "unclaimed", value: nil, summary: "only those for accounts that no channel has"),
                Flag(name: "channel", value: "NAME", summary: "only those of one channel"),
                Flag(name: "limit", value: "N", summary: "at most so many (50)"),
            ], summary: "raw deliveries, newest first", run: listDeliveries),
        Command(
            name: "delivery show", operands: ["ID"], summary: "one delivery with its bytes and what was refused",
            run: showDelivery),
        Command(
            name: "delivery replay", operands: ["ID…"],
            flags: [Flag(name: "quarantined", value: nil, summary: "every delivery in quarantine")],
            summary: "read deliveries again, after a connector was mended", run: replayDeliveries),
    ]

    @Sendable private static func listDeliveries(_ invocation: Invocation) async throws -> ExitStatus {
        let client = try await ControlClient(invocation)
        var path = "/api/v1/deliveries?limit=\(try invocation.number("limit", default: 50))"
        if invocation.has("quarantined") { path += "&state=quarantined" }
        if invocation.has("unclaimed") { path += "&state=unclaimed" }
        if let name = invocation["channel"] { path += "&channel=\(try await client.channel(name)["id"].text ?? "")" }
        let items = try await client.call(.get, path)["items"].elements ?? []
        if invocation.wantsJSON {
            Terminal.print(JSON.list(items).encodedText(pretty: true))
            return .done
        }
        Terminal.print(
            Terminal.table(
                ["ID", "CHANNEL", "WAY", "RECEIVED", "BYTES", "STATE", "WHY"],
                items.map { item in
                    [
                        item["id"].text ?? "", item["channel"]["name"].text ?? "",
                        item["stream"].text ?? item["origin"].text ?? "",
                        item["receivedAt"].text ?? "", "\(item["size"].int64 ?? 0)", item["state"].text ?? "",
                        (item["refusals"].elements ?? []).map { "\($0["place"].text ?? ""): \($0["reason"].text ?? "")" }
                            .joined(separator: "; "),
                    ]
                }))
        return .done
    }

    @Sendable private static func showDelivery(_ invocation: Invocation) async throws -> ExitStatus {
        let delivery = try await ControlClient(invocation).call(.get, "/api/v1/deliveries/\(invocation.operands[0])")
        if invocation.wantsJSON {
            Terminal.print(delivery.encodedText(pretty: true))
            return .done
        }
        for name in ["id", "origin", "stream", "receivedAt", "state", "context"] {
            if let value = delivery[name].text { Terminal.print("\(name): \(value)") }
        }
        for refusal in delivery["refusals"].elements ?? [] {
            Terminal.print(
                "refused at \(refusal["place"].text ?? ""): \(refusal["reason"].text ?? "")\n  \(refusal["advice"].text ?? "")")
        }
        Terminal.print("\n\(delivery["body"].text ?? "")")
        return .done
    }

    @Sendable private static func replayDeliveries(_ invocation: Invocation) async throws -> ExitStatus {
        let client = try await ControlClient(invocation)
        var ids = invocation.operands
        if invocation.has("quarantined") {
            ids += try await client.all("/api/v1/deliveries?state=quarantined&limit=200").compactMap { $0["id"].text }
        }
        guard !ids.isEmpty else { throw UsageMistake(message: "name a delivery, or say --quarantined") }
        for id in ids { _ = try await client.call(.post, "/api/v1/deliveries/\(id)/replay") }
        Terminal.print("\(ids.count) \(ids.count == 1 ? "delivery" : "deliveries") put back in the line")
        return .done
    }
}
