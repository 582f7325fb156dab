public import ConnectorKit
public import ConnectorRuntime
import Expressions
import FoundationEssentials
public import HTTPCore
public import InboxModel
import Synchronization

/// One poll of the real platform as a tape: what was asked and answered, without people and secrets.
public struct Recording: Sendable {
    /// The tape and its payloads by file name; nothing is written yet.
    public var files: [(name: String, bytes: [UInt8])]
    /// What came, for people to look at.
    public var items: [Arrival]
    public var refusals: [Refusal]

    /// Why nothing may be written.
    public struct Refused: Error, Sendable, CustomStringConvertible {
        public var description: String
    }

    /// Polls a stream once and makes the tape of it.
    ///
    /// - Parameters:
    ///   - name: of the scenario: its files begin with it.
    ///   - client: the guarded client of the house.
    public static func of(
        _ stream: String, named name: String, manifest: CompiledManifest, binding: ChannelBinding, client: any HTTPClient,
        now: Timestamp
    ) async throws -> Recording {
        let log = LoggingClient(client)
        let connector = ManifestConnector(manifest, binding: binding, client: log, clock: ContinuousClock(), now: { now })
        let intake = TapeIntake(known: []) { _ in nil }
        try await connector.poll(StreamName(stream), intake: intake)
        let anonymiser = Anonymiser(secrets: binding.secrets)
        var recording = Recording(files: [], items: intake.arrivals, refusals: intake.refusals)
        try recording.write(log.exchanges, stream: stream, name: name, binding: binding, manifest, anonymiser, now)
        return recording
    }

    private mutating func write(
        _ exchanges: [(call: HTTPCall, answer: HTTPAnswer)], stream: String, name: String, binding: ChannelBinding,
        _ manifest: CompiledManifest, _ anonymiser: Anonymiser, _ now: Timestamp
    ) throws {
        var lines = ["about: recorded on \(now.rfc3339.prefix(10))", "given:", "  now: \(now.rfc3339)"]
        let settings = binding.settings.sorted { $0.key < $1.key }.map {
            "\($0.key): \(Self.quoted(anonymiser.text($0.value)))"
        }
        if !settings.isEmpty { lines.append("  settings: {\(settings.joined(separator: ", "))}") }
        lines += ["do: poll \(stream)", "tape:"]
        for (index, exchange) in exchanges.enumerated() {
            let payload = payload(exchange.answer, "\(name)-\(index + 1)", anonymiser)
            lines.append(
                "  - ask: \(exchange.call.method.rawValue) \(anonymiser.text(CallComparison.readable(exchange.call.url)))")
            lines.append("    answer: {\(Self.head(exchange.answer, anonymiser))body: file \(payload.name)}")
            files.append(payload)
        }
        let items = items.map { anonymiser.value($0.value) }.map { Self.expected($0) }
        lines += ["expect:", items.isEmpty ? "  items: []" : "  items:"] + items.map { "    - \($0)" }
        files.append(("\(name).yaml", Array((lines.joined(separator: "\n") + "\n").utf8)))
        for (name, bytes) in files {
            if let secret = anonymiser.leak(in: bytes) {
                throw Refused(
                    description:
                        "\(name) would hold the secret `\(secret.dropFirst(7))`: nothing was written. Record with a test account, or take it out by hand."
                )
            }
        }
    }

    private func payload(_ answer: HTTPAnswer, _ name: String, _ anonymiser: Anonymiser) -> (name: String, bytes: [UInt8]) {
        if let json = try? JSON(parsing: answer.body) {
            return ("\(name).json", Array((anonymiser.value(json).encodedText(pretty: true) + "\n").utf8))
        }
        let type = answer.headers["Content-Type"]?.lowercased() ?? ""
        let ending = type.contains("xml") ? "xml" : type.contains("html") ? "html" : "txt"
        return ("\(name).\(ending)", Array(anonymiser.text(String(decoding: answer.body, as: UTF8.self)).utf8))
    }

    /// Status and the headers a connector looks at.
    private static func head(_ answer: HTTPAnswer, _ anonymiser: Anonymiser) -> String {
        var words = answer.status == 200 ? "" : "status: \(answer.status), "
        let kept = ["Link", "ETag", "Last-Modified", "Retry-After", "X-RateLimit-Remaining", "X-RateLimit-Reset"]
        let headers = kept.compactMap { name in answer.headers[name].map { "\(name): \(quoted(anonymiser.text($0)))" } }
        if !headers.isEmpty { words += "headers: {\(headers.joined(separator: ", "))}, " }
        return words
    }

    /// The fields of an item worth comparing, on one line.
    private static func expected(_ item: JSON) -> String {
        let names = ["id", "kind", "parent", "thread", "target", "text", "reaction", "mine", "gone"]
        let fields = names.compactMap { name -> String? in
            guard !item[name].isNull else { return nil }
            return "\(name): \(item[name].encodedText())"
        }
        return "{\(fields.joined(separator: ", "))}"
    }

    private static func quoted(_ text: String) -> String { "'\(text.parts(of: "'").joined(separator: "''"))'" }

    /// Writes tape and payloads beside each other; what is there already stays.
    public func save(to folder: String) throws {
        for (name, _) in files where FileManager.default.fileExists(atPath: "\(folder)/\(name)") {
            throw Refused(description: "\(folder)/\(name) exists already: take another name with --name")
        }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, bytes) in files { try Data(bytes).write(to: URL(filePath: "\(folder)/\(name)")) }
    }
}

/// Hands calls on and keeps what was said, in memory only.
final class LoggingClient: HTTPClient {
    private let inner: any HTTPClient
    private let log = Mutex<[(call: HTTPCall, answer: HTTPAnswer)]>([])

    init(_ inner: any HTTPClient) { self.inner = inner }

    var exchanges: [(call: HTTPCall, answer: HTTPAnswer)] { log.withLock { $0 } }

    func send(_ call: HTTPCall) async throws(HTTPFailure) -> HTTPAnswer {
        let answer = try await inner.send(call)
        log.withLock { $0.append((call, answer)) }
        return answer
    }

    func stream(_ call: HTTPCall) async throws(HTTPFailure) -> HTTPStreamedAnswer { try await inner.stream(call) }
}
