import Expressions
import HTTPCore

extension Command {
    static let channelCommands = [
        Command(name: "channel list", summary: "channels with their health, worst first", run: listChannels),
        Command(name: "channel test", operands: ["NAME"], summary: "sign a channel in afresh and say what is wrong") {
            try await actOnChannel($0, "test", "signed in")
        },
        Command(
            name: "channel sign-in", operands: ["NAME"],
            flags: [
                Flag(
                    name: "paste", value: nil,
                    summary: "the browser is on another machine: paste the address it ends at")
            ], summary: "sign a channel in at its platform, in a browser", run: signChannelIn),
        Command(
            name: "channel add", operands: ["NAME", "SETTING=VALUE…"],
            flags: [
                Flag(name: "connector", value: "NAME", summary: "which platform: see connector list"),
                Flag(name: "app", value: "NAME", summary: "the app of apps.yaml it works through"),
                Flag(name: "account", value: "ID", summary: "which account, where one sign-in gives several"),
            ], summary: "write a channel into Config/channels.yaml, checked before it stands there", run: addChannel),
        Command(name: "channel pause", operands: ["NAME"], summary: "neither poll nor send until it is resumed") {
            try await actOnChannel($0, "pause", "paused")
        },
        Command(name: "channel resume", operands: ["NAME"], summary: "poll and send again") {
            try await actOnChannel($0, "resume", "resumed")
        },
        Command(name: "channel poll", operands: ["NAME"], summary: "poll now instead of at its next time") {
            try await actOnChannel($0, "poll", "polling")
        },
        Command(
            name: "channel hook", operands: ["NAME"], summary: "where its platform calls us, to be entered there",
            run: showHook),
        Command(
            name: "app hook", operands: ["NAME"], summary: "where a platform calls all channels of an app, to be entered there",
            run: showAppHook),
    ]

    @Sendable private static func listChannels(_ invocation: Invocation) async throws -> ExitStatus {
        let channels = try await ControlClient(invocation).all("/api/v1/channels")
        if invocation.wantsJSON {
            Terminal.print(JSON.list(channels).encodedText(pretty: true))
            return .done
        }
        guard !channels.isEmpty else {
            Terminal.print("No line is open yet: name a channel in Config/channels.yaml.")
            return .done
        }
        let order = ["sign_in_needed", "misconfigured", "network_fault", "slowed", "unknown", "paused", "running"]
        let sorted = channels.sorted { a, b in
            (order.firstIndex(of: a["state"].text ?? "") ?? 0, a["name"].text ?? "")
                < (order.firstIndex(of: b["state"].text ?? "") ?? 0, b["name"].text ?? "")
        }
        Terminal.print(
            Terminal.table(
                ["CHANNEL", "CONNECTOR", "STATE", "LAST SUCCESS", "HELD", "QUARANTINED", "WHAT TO DO"],
                sorted.map { channel in
                    [
                        channel["name"].text ?? "", channel["connector"].text ?? "", channel["state"].text ?? "",
                        channel["lastSuccessAt"].text ?? "never", "\(channel["held"].int64 ?? 0)",
                        "\(channel["quarantined"].int64 ?? 0)", channel["advice"].text ?? "",
                    ]
                }))
        return sorted.contains { $0["state"].text == "sign_in_needed" || $0["state"].text == "misconfigured" }
            ? .foundFaults : .done
    }

    @Sendable private static func showHook(_ invocation: Invocation) async throws -> ExitStatus {
        let client = try await ControlClient(invocation)
        let channel = try await client.channel(invocation.operands[0])
        return show(try await client.call(.post, "/api/v1/channels/\(channel["id"].text ?? "")/hook"), invocation)
    }

    @Sendable private static func showAppHook(_ invocation: Invocation) async throws -> ExitStatus {
        let client = try await ControlClient(invocation)
        return show(try await client.call(.post, "/api/v1/apps/\(invocation.operands[0])/hook"), invocation)
    }

    private static func show(_ hook: JSON, _ invocation: Invocation) -> ExitStatus {
        Terminal.print(
            invocation.wantsJSON
                ? hook.encodedText(pretty: true) : "address  \(hook["url"].text ?? "")\nsecret   \(hook["secret"].text ?? "")")
        return .done
    }

    private static func actOnChannel(_ invocation: Invocation, _ act: String, _ done: String) async throws -> ExitStatus {
        let client = try await ControlClient(invocation)
        let name = invocation.operands[0]
        let channel = try await client.channel(name)
        let after = try await client.call(.post, "/api/v1/channels/\(channel["id"].text ?? "")/\(act)")
        Terminal.print(
            invocation.wantsJSON ? after.encodedText(pretty: true) : "\(name): \(done), \(after["state"].text ?? "unknown")")
        return .done
    }
}

extension JSON {
    static func list(_ items: [JSON]) -> JSON { ["items": .array(items)] }
}
