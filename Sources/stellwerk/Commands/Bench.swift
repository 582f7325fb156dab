import CurlHTTP
import HTTPCore
import StellwerkService

extension Command {
    static let benchCommands = [
        Command(
            name: "bench ingest",
            flags: [
                Flag(name: "seconds", value: "N", summary: "how long (5)"),
                Flag(
                    name: "hold", value: nil,
                    summary: "only listen, print where, and wait: scripts/bench/ingest drives it with wrk"),
                Flag(name: "port", value: "N", summary: "where to listen (18999)"),
            ], summary: "durable webhook intake, 64 connections, 1 KiB bodies", run: benchIngest),
        Command(
            name: "bench line", flags: [Flag(name: "messages", value: "N", summary: "how many (20000)")],
            summary: "the whole line with 20 rules and promises: messages a second out of a backlog", run: benchLine),
        Command(
            name: "bench queue",
            flags: [
                Flag(name: "conversations", value: "N", summary: "how many (1000000)"),
                Flag(name: "rounds", value: "N", summary: "pages a query (200)"),
            ], summary: "the first page of the open queue, with each filter", run: benchQueue),
    ]

    @Sendable private static func benchIngest(_ invocation: Invocation) async throws -> ExitStatus {
        let port = UInt16(clamping: try invocation.number("port", default: 18_999))
        let bench = try await Bench(folders: invocation.folders, listen: ListenAddress(host: "127.0.0.1", port: port))
        if invocation.has("hold") {
            try await untilSignal {
                try await bench.service.run { _ in Terminal.print("\(bench.hook.url)\n\(bench.hook.secret)") }
            }
            return .done
        }
        let seconds = try invocation.number("seconds", default: 5)
        try await untilSignal {
            try await withThrowingTaskGroup(of: Void.self) { group in
                let (ready, bell) = AsyncStream.makeStream(of: Void.self)
                group.addTask { try await bench.service.run { _ in bell.yield() } }
                for await _ in ready { break }
                try await Terminal.print(IngestLoad(bench: bench).run(for: .seconds(seconds)))
                group.cancelAll()
                try await group.waitForAll()
            }
        }
        return .done
    }

    @Sendable private static func benchLine(_ invocation: Invocation) async throws -> ExitStatus {
        let count = try invocation.number("messages", default: 20_000)
        let bench = try await Bench(folders: invocation.folders, listen: ListenAddress(host: "127.0.0.1", port: 18_999))
        let drained = try await bench.drain(count)
        Terminal.print(
            "whole line, 20 rules and promises, draining a backlog: \(drained.perSecond) messages/s (\(drained.messages) messages)"
        )
        return .done
    }

    @Sendable private static func benchQueue(_ invocation: Invocation) async throws -> ExitStatus {
        let count = try invocation.number("conversations", default: 1_000_000)
        let rounds = try invocation.number("rounds", default: 200)
        let bench = try await Bench(folders: invocation.folders, listen: ListenAddress(host: "127.0.0.1", port: 18_999))
        try await bench.fillQueue(count) { done in
            if Terminal.isInteractive { Terminal.progress("conversations", done, of: count) }
        }
        Terminal.print("first page of the queue, \(count) conversations, \(rounds) pages each:")
        for (name, latencies) in try await bench.measureQueue(rounds: rounds) {
            Terminal.print("  \(name.padded(to: 16))\(latencies.line)")
        }
        return .done
    }
}

/// Sixty-four senders, each with one delivery under way at a time.
private struct IngestLoad {
    let bench: Bench

    func run(for span: Duration) async throws -> String {
        var settings = CurlSettings()
        settings.connectionsPerLane = 64
        let parts = bench.hook.url.split(separator: "/", maxSplits: 2)
        let client = CurlClient(policy: try OutboundPolicy(allow: [String(parts[1])]), settings: settings)
        let clock = ContinuousClock()
        let start = clock.now
        let measured = await withTaskGroup(of: [Duration].self) { group in
            for sender in 0..<64 {
                group.addTask { await send(from: sender, until: start + span, client) }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        let rate = Double(measured.count) / Double((clock.now - start).components.seconds)
        return "durable intake: \(Int(rate)) deliveries/s, \(Latencies(measured).line) (the load generator shares the machine)"
    }

    private func send(from sender: Int, until end: ContinuousClock.Instant, _ client: CurlClient) async -> [Duration] {
        let clock = ContinuousClock()
        var measured: [Duration] = []
        var number = sender
        while clock.now < end {
            number += 64
            let start = clock.now
            let call = HTTPCall(
                .post, bench.hook.url, headers: ["X-Telegram-Bot-Api-Secret-Token": bench.hook.secret],
                body: .bytes(Bench.delivery(number), type: "application/json"))
            guard let answer = try? await client.send(call), answer.status == 200 else { continue }
            measured.append(clock.now - start)
        }
        return measured
    }
}
