public import ConnectorKit
import ConnectorRuntime
import Expressions
import HTTPCore
public import InboxModel

/// What came of playing a tape through the real engine.
public struct Playback: Sendable {
    public var tape: Tape
    /// Empty where all is as expected.
    public var problems: [TapeProblem] = []
    public var arrivals: [Arrival] = []
    public var refusals: [Refusal] = []
    /// Labels of the manifest's own table that an answer on the tape reached.
    public var labels: Set<ErrorLabel> = []
    /// The action of the manifest that was carried out.
    public var action: Int?

    public var isRight: Bool { problems.isEmpty }
}

/// Plays one tape: the real interpreter of manifests, with the tape as the platform.
struct Player {
    let manifest: CompiledManifest
    let tape: Tape
    let platform: TapePlatform
    let stage: Stage
    let intake: TapeIntake
    var result: Playback

    var connector: ManifestConnector { stage.connector }
    var binding: ChannelBinding { stage.binding }

    init(_ tape: Tape, _ manifest: CompiledManifest) {
        (self.tape, self.manifest) = (tape, manifest)
        platform = TapePlatform(
            tape.exchanges, credentials: Set(manifest.auth.query.map(\.name)),
            endsWithFile: tape.deed == .download)
        stage = Stage(tape, manifest, platform)
        intake = stage.intake()
        result = Playback(tape: tape)
    }

    /// Plays the tape to its end.
    static func play(_ tape: Tape, _ manifest: CompiledManifest) async -> Playback {
        var player = Player(tape, manifest)
        await player.play()
        return player.result
    }

    private mutating func play() async {
        switch tape.deed {
        case .account: await account()
        case .poll(let stream): await poll(stream)
        case .receive: await receive()
        case .perform(let verb): await perform(verb)
        case .subscribe: await subscribe()
        case .unsubscribe: await unsubscribe()
        case .renew: await renew()
        case .refresh: await refresh()
        case .live(let stream): await live(stream)
        case .download: await download()
        case .profile: await profile()
        case .post: await post()
        }
        (result.arrivals, result.refusals) = (intake.arrivals, intake.refusals)
        // A call that is not on the tape is the cause of whatever else went wrong.
        if let problem = platform.problem(end: tape.expect.place) { result.problems = [problem] }
        for call in tape.exchanges.prefix(platform.played) {
            guard case .answer(let answer) = call.reply else { continue }
            let found = connector.label(of: HTTPAnswer(answer, url: call.address))
            if found.isDeclared { result.labels.insert(found.label) }
        }
    }

    // MARK: Where it begins

    /// Where streams stood: at `given.cursor`; a stream without `resume` has a run behind it where items are known.
    static func standing(_ tape: Tape, _ manifest: CompiledManifest) -> @Sendable (String) -> StreamCursor? {
        let (given, polled) = (tape.given, tape.polled)
        return { key in
            guard key == polled || key.hasPrefix("\(polled ?? "")/"), let name = polled, let stream = manifest.stream(name)
            else {
                return nil
            }
            let hasRun = given.cursor != nil || (stream.resume == nil && stream.under == nil && !given.known.isEmpty)
            guard hasRun else { return nil }
            return StreamCursor(standingAt: given.cursor ?? .null, in: stream, since: given.now - .seconds(86_400))
        }
    }

    // MARK: What went wrong

    mutating func problem(_ message: String, at key: String) {
        result.problems.append(TapeProblem(message, at: tape.expect.place(of: key)))
    }

    mutating func compare(_ what: String, _ expected: String, _ got: String, at key: String) {
        guard expected != got else { return }
        result.problems.append(TapeProblem(what, expected: expected, got: got, at: tape.expect.place(of: key)))
    }
}

extension Tape {
    /// The stream that is read.
    var polled: String? {
        switch deed {
        case .poll(let stream), .live(let stream): stream
        default: nil
        }
    }
}

extension ChannelBinding {
    /// The channel of a scenario: settings that the tape leaves out have their example, secrets a value of their own.
    init(_ tape: Tape, _ manifest: CompiledManifest) {
        var (settings, secrets): ([String: String], [String: String]) = ([:], [:])
        for (name, setting) in manifest.settings {
            if setting.kind == .secret {
                secrets[name] = tape.given.settings[name] ?? (setting.isOptional ? nil : "secret-\(name)")
            } else {
                settings[name] = tape.given.settings[name] ?? setting.stand(name)
            }
        }
        let hook = tape.given.hook
        self.init(
            name: manifest.name, settings: settings, secrets: secrets,
            hook: ChannelBinding.Hook(
                url: hook?["url"].text ?? "https://inbox.example/hooks/\(manifest.name)/key",
                secret: hook?["secret"].text ?? "hook-secret"))
        app = tape.given.app.map { AppCredentials(name: manifest.name, secrets: $0.texts) }
    }
}

extension Tape.Given {
    /// The sign-in that the scenario begins with.
    var signIn: Grant? {
        let token = grant ?? ["access_token": "secret-token"]
        guard token["access_token"].text != nil else { return nil }
        return Grant(
            token: token, expiresAt: token["expires"].text.flatMap(Timestamp.init(rfc3339:)), obtainedAt: now - .seconds(3_600))
    }
}

extension JSON {
    /// The members of an object that can be written as text.
    fileprivate var texts: [String: String] {
        guard case .object(let object) = self else { return [:] }
        return Dictionary(object.members.compactMap { name, value in value.idText.map { (name, $0) } }) { first, _ in first }
    }
}

extension Manifest.Setting {
    /// A value where the tape names none.
    fileprivate func stand(_ name: String) -> String? {
        if let example { return example }
        if defaultValue != nil || isOptional { return nil }
        switch kind {
        case .url: return "https://\(name).example"
        case .host: return "\(name).example"
        case .int: return "1"
        case .bool: return "false"
        case .choice: return choices.first
        case .string, .text, .secret: return name
        }
    }
}
