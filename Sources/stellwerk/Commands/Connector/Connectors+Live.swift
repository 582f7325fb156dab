import ConnectorKit
import ConnectorRuntime
import ConnectorTools
import CurlHTTP
import Expressions
import FoundationEssentials
import HTTPCore
import InboxModel
import StellwerkService

// Commands that speak to real platforms, or to a running service.

extension Command {
    static let liveConnectorCommands = [
        Command(
            name: "connector record", operands: ["STREAM"],
            flags: [
                Flag(name: "connector", value: "NAME|PATH", summary: "whose stream it is"),
                Flag(name: "settings", value: "FILE", summary: "NAME=VALUE lines: the settings of a test account"),
                Flag(name: "name", value: "NAME", summary: "the scenario's name (recorded)"),
                Flag(name: "allow", value: "HOST:PORT", summary: "a private address that may be called"),
            ], summary: "polls the real platform once and writes a tape without people and secrets", run: recordTape),
        Command(
            name: "connector run", operands: ["NAME|PATH"],
            flags: [
                Flag(name: "settings", value: "FILE", summary: "NAME=VALUE lines: the settings of a test account"),
                Flag(name: "once", value: nil, summary: "poll every stream once"),
                Flag(name: "dry", value: nil, summary: "store nothing, send nothing"),
                Flag(name: "allow", value: "HOST:PORT", summary: "a private address that may be called"),
            ], summary: "with --once --dry: polls the real platform and prints the items", run: runDry),
        Command(
            name: "connector simulate", operands: ["webhook", "FILE"],
            flags: [
                Flag(name: "channel", value: "NAME", summary: "the channel of the running service"),
                Flag(name: "sign", value: nil, summary: "as the platform signs"),
                Flag(name: "tamper", value: nil, summary: "with one byte changed: it must be refused"),
            ], summary: "posts a payload to the running service as the platform would", run: simulateWebhook),
    ]

    @Sendable private static func recordTape(_ invocation: Invocation) async throws -> ExitStatus {
        guard let word = invocation["connector"] else { throw UsageMistake(message: "--connector says whose stream it is") }
        let folder = try ConnectorPlaces.folder(invocation, word)
        let manifest = try usable(folder)
        let stream = invocation.operands[0]
        guard manifest.stream(stream) != nil else {
            throw UsageMistake(
                message:
                    "\(folder.name) has no stream '\(stream)'; there are \(manifest.streams.map(\.name).joined(separator: ", "))"
            )
        }
        let recording = try await Recording.of(
            stream, named: invocation["name"] ?? "recorded", manifest: manifest, binding: try binding(manifest, invocation),
            client: try client(invocation), now: .system)
        try recording.save(to: "\(folder.path)/fixtures")
        for (name, bytes) in recording.files { Terminal.print("\(folder.path)/fixtures/\(name)  \(bytes.count) bytes") }
        Terminal.print(
            "\(recording.items.count) items, \(recording.refusals.count) refused. Look at the files before you share them.")
        return recording.refusals.isEmpty ? .done : .foundFaults
    }

    @Sendable private static func runDry(_ invocation: Invocation) async throws -> ExitStatus {
        guard invocation.has("once"), invocation.has("dry") else {
            throw UsageMistake(message: "the service runs connectors; this command only looks: add --once --dry")
        }
        let folder = try ConnectorPlaces.folder(invocation, invocation.operands[0])
        let manifest = try usable(folder)
        let (binding, client) = (try binding(manifest, invocation), try client(invocation))
        var failed = 0
        for stream in manifest.streams where stream.request != nil && stream.under == nil {
            do {
                let recording = try await Recording.of(
                    stream.name, named: "run", manifest: manifest, binding: binding, client: client, now: .system)
                if !invocation.wantsJSON {
                    Terminal.print(
                        Terminal.ink.bold(stream.name) + "  \(recording.items.count) items, \(recording.refusals.count) refused"
                    )
                }
                for item in recording.items {
                    Terminal.print(invocation.wantsJSON ? item.value.encodedText() : "  \(item.value.encodedText())")
                }
                for refusal in recording.refusals {
                    Terminal.complain("  \(refusal.place): \(refusal.reason) — \(refusal.advice)")
                }
                failed += recording.refusals.count
            } catch let failure as ConnectorFailure {
                Terminal.complain("\(stream.name): \(failure.message)\n\(failure.advice)")
                failed += 1
            }
        }
        return failed == 0 ? .done : .foundFaults
    }

    @Sendable private static func simulateWebhook(_ invocation: Invocation) async throws -> ExitStatus {
        guard invocation.operands[0] == "webhook", let name = invocation["channel"] else {
            throw UsageMistake(message: "write: connector simulate webhook FILE --channel NAME --sign")
        }
        guard invocation.has("sign") != invocation.has("tamper") else {
            throw UsageMistake(message: "choose --sign or --tamper")
        }
        guard let data = FileManager.default.contents(atPath: invocation.operands[1]) else {
            throw UsageMistake(message: "there is no file \(invocation.operands[1])")
        }
        let control = try await ControlClient(invocation)
        let channel = try await control.channel(name)
        let hook = try await control.call(.post, "/api/v1/channels/\(channel["id"].text ?? "")/hook")
        let folder = try ConnectorPlaces.folder(invocation, channel["connector"].text ?? "")
        let url = hook["url"].text ?? ""
        let call = try SimulatedCall(
            Array(data), type: invocation.operands[1].hasSuffix(".xml") ? "application/xml" : "application/json", of: folder,
            url: url, secret: hook["secret"].text ?? "", settings: [:], manner: invocation.has("sign") ? .signed : .tampered,
            at: .system)
        let query = call.query.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        let policy = try OutboundPolicy(allow: [LocalAddress.of(url)])
        let answer = try await CurlClient(policy: policy).send(
            HTTPCall(
                call.method, url + (query.isEmpty ? "" : "?\(query)"), headers: call.headers,
                body: .bytes(call.body, type: call.headers["content-type"] ?? "application/json")))
        let wanted = invocation.has("sign") ? answer.status < 300 : answer.status == 401
        Terminal.print("\(answer.status) \(String(decoding: answer.body, as: UTF8.self))")
        if !wanted { Terminal.complain(invocation.has("sign") ? "a signed call was refused" : "a tampered call was let in") }
        return wanted ? .done : .foundFaults
    }

    // MARK: What they share

    private static func usable(_ folder: ConnectorFolder) throws -> CompiledManifest {
        guard let manifest = folder.manifest else {
            throw UsageMistake(message: "\(folder.name) has mistakes: stellwerk connector check \(folder.path)")
        }
        guard manifest.compiled == nil else {
            throw UsageMistake(message: "\(folder.name) is compiled: run the service with it")
        }
        return manifest
    }

    private static func client(_ invocation: Invocation) throws -> CurlClient {
        CurlClient(policy: try OutboundPolicy(allow: invocation["allow"].map { [$0] } ?? []))
    }

    /// The settings of a file of NAME=VALUE lines; `#` begins a comment.
    private static func binding(_ manifest: CompiledManifest, _ invocation: Invocation) throws -> ChannelBinding {
        var written: [String: String] = [:]
        if let file = invocation["settings"] {
            guard let data = FileManager.default.contents(atPath: file) else {
                throw UsageMistake(message: "there is no file \(file)")
            }
            for line in String(decoding: data, as: UTF8.self).split(separator: "\n")
            where !line.hasPrefix("#") && line.contains("=") {
                let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                written[parts[0].filter { $0 != " " }] = String(parts[1])
            }
        }
        let names = manifest.settings.map(\.name)
        if let stray = written.keys.sorted().first(where: { !names.contains($0) }) {
            throw UsageMistake(message: "there is no setting '\(stray)'; there are \(names.joined(separator: ", "))")
        }
        if let missing = manifest.settings.first(where: {
            !$0.setting.isOptional && $0.setting.defaultValue == nil && written[$0.name] == nil
        }) {
            throw UsageMistake(
                message: "the setting '\(missing.name)' is missing: write \(missing.name)=… into the file of --settings")
        }
        let secrets = written.filter { manifest.secretNames.contains($0.key) }
        return ChannelBinding(
            name: manifest.name, settings: written.filter { secrets[$0.key] == nil }, secrets: secrets)
    }
}

/// The address of our own service, which is private and may be called all the same.
private enum LocalAddress {
    static func of(_ url: String) -> String {
        let rest = url.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first.map(String.init) ?? ""
        return rest.contains(":") ? rest : rest + (url.hasPrefix("https") ? ":443" : ":80")
    }
}
