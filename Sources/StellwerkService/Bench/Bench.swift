import Expressions
import FoundationEssentials
import InboxModel

/// A Stellwerk of its own in a temporary folder, to be measured: one Telegram channel by webhook, twenty rules, promises in office
/// hours. Nothing leaves the machine: the channel has no way out.
public final class Bench: Sendable {
    public let service: StellwerkService
    private let folder: String

    /// - Parameter listen: where the measured listener listens.
    public init(folders: Folders, listen: ListenAddress) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "stellwerk-bench-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: "\(folder)/config", withIntermediateDirectories: true)
        for (name, text) in Self.settings(listen) {
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/config/\(name)"))
        }
        var setup = StellwerkService.Setup(
            folders: Folders(
                config: "\(folder)/config", connectors: folders.connectors, data: "\(folder)/data", web: folders.web),
            environment: ["BENCH_TOKEN": "123456789:AABenchBenchBenchBenchBenchBenchBench"])
        setup.usesThrowawayKey = true
        setup.listen = listen
        service = try await StellwerkService(setup)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Where deliveries go, and the header that verifies them.
    public var hook: (url: String, secret: String) {
        let address = service.board.all[0].hook
        return (address.url, address.secret)
    }

    /// A delivery of about one KiB, as Telegram sends them. Numbers make it unique; a chat gets every two-hundredth.
    public static func delivery(_ number: Int) -> [UInt8] {
        let complaint = "Bestellung M-\(number): seit drei Wochen warte ich, und niemand antwortet. "
        let text = complaint + String(repeating: "Wann kommt das Paket? ", count: 30)
        let person = Int64(1_000 + number % 200)
        let name = JSON.string("Kundin \(person)")
        let from: JSON = ["id": .integer(person), "is_bot": false, "first_name": name]
        let chat: JSON = ["id": .integer(person), "type": "private", "first_name": name]
        let message: JSON = [
            "message_id": .integer(Int64(number)), "date": .integer(Timestamp.system.seconds), "text": .string(text),
            "from": from,
            "chat": chat,
        ]
        let update: JSON = ["update_id": .integer(Int64(number)), "message": message]
        return update.encoded()
    }

    private static func rule(_ number: Int) -> String {
        let word = number == 7 ? "Paket" : "Fremdwort\(number)"
        return """
              - name: Rule \(number)
                when: {text: {any: [wort\(number), "etwas \(number)", \(word)]}}
                then: [{label: label-\(number)}]
            """
    }

    private static func settings(_ listen: ListenAddress) -> [String: String] {
        let rules = (1...20).map(rule).joined(separator: "\n")
        return [
            "stellwerk.yaml": "public_url: http://\(listen.host):\(listen.port)\nlog: {level: error}\n",
            "channels.yaml": "bench: {connector: telegram, settings: {token: \"${env:BENCH_TOKEN}\"}}\n",
            "routing.yaml": "rules:\n\(rules)\n",
            "service-levels.yaml": """
            calendars:
              office:
                zone: Europe/Berlin
                week: {mon: [["09:00", "17:00"]], tue: [["09:00", "17:00"]], wed: [["09:00", "17:00"]], thu: [["09:00", "17:00"]]}
            policies: [{name: Everything, calendar: office, first_response: 4h, warn: 30m}]
            """,
        ]
    }
}

/// Durations measured one by one.
public struct Latencies: Sendable {
    private var sorted: [Duration]

    public init(_ measured: [Duration]) { sorted = measured.sorted() }

    /// The duration that this share of all did not pass; zero where nothing was measured.
    public func quantile(_ share: Double) -> Duration {
        sorted.isEmpty ? .zero : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }

    /// `p50 0.21 ms, p99 0.90 ms, most 3.10 ms`
    public var line: String {
        "p50 \(Self.text(quantile(0.5))), p99 \(Self.text(quantile(0.99))), most \(Self.text(quantile(1)))"
    }

    private static func text(_ span: Duration) -> String {
        let hundredths = span.components.seconds * 100_000 + span.components.attoseconds / 10_000_000_000_000
        return "\(hundredths / 100).\(String(hundredths % 100).count == 1 ? "0" : "")\(hundredths % 100) ms"
    }
}
