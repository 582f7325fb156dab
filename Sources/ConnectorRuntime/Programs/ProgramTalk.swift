import ConnectorKit
import Expressions
import HTTPCore
import InboxModel

/// The talk with a connector's program over one deed: what it is told, and what it says.
///
/// ```text
/// → {"id":1,"do":"poll","stream":"inbox","cursor":"771","settings":{…},"account":{…},"now":1785592800}
/// ← {"id":1,"fetch":{"get":"/v1/inbox?after=771"}}    → {"id":1,"res":{"status":200,"headers":{…},"body":{…},"means":"ok"}}
/// ← {"id":1,"record":{…}}   ← {"id":1,"cursor":"775"}   ← {"id":1,"done":true}
///   or ← {"id":1,"error":{"means":"rate_limited","retry_after":30,"message":"…"}}
/// ```
struct ProgramTalk {
    /// What a program may say.
    enum Word {
        case fetch(ProgramFetch)
        case record(JSON)
        case cursor(String)
        case done(JSON)
        case error(ConnectorFailure)
    }

    /// So long a program may think before it says something.
    static let patience = Duration.seconds(30)
    /// Calls a deed may need, as pages of a run.
    static let mostFetches = 100
    static let mostRecords = 10_000

    let connector: ManifestConnector
    let program: any RunningProgram

    /// Starts the program and tells it what to do.
    static func begin(
        _ deed: String, _ more: [(String, JSON)], of connector: ManifestConnector
    ) async throws(ConnectorFailure) -> ProgramTalk {
        guard let words = connector.manifest.program, let host = connector.programs else {
            throw connector.failures.failure(
                .config, "the program of \(connector.manifest.title) cannot be run here",
                advice: "Run the service itself: programs are started by it alone.")
        }
        let names = connector.shown()
        let task = JSONObject(
            [
                ("id", .integer(1)), ("do", .string(deed)), ("settings", names["settings"] ?? .null),
                ("account", names["account"] ?? .null), ("now", .integer(connector.now().seconds)),
            ] + more)
        do throws(ProgramTrouble) {
            let talk = ProgramTalk(connector: connector, program: try await host.start(words))
            try await talk.program.say(JSON.object(task).encoded())
            return talk
        } catch {
            throw connector.failures.failure(error)
        }
    }

    /// What it says next. Ends with `done` or `error`, or throws: an end without either is one.
    func next() async throws(ConnectorFailure) -> Word {
        let line: [UInt8]?
        do throws(ProgramTrouble) {
            line = try await program.line(within: Self.patience)
        } catch {
            _ = await program.stop()
            throw connector.failures.failure(error)
        }
        guard let line else {
            let end = await program.stop()
            throw connector.failures.failure(
                ProgramTrouble("the program ended before it was done: \(end)", advice: "End with done or error, always."))
        }
        return try word(line)
    }

    /// Ends a talk that is over.
    func end() async { _ = await program.stop() }

    func tell(_ answer: JSON) async throws(ConnectorFailure) {
        do throws(ProgramTrouble) {
            try await program.say(JSON.object(JSONObject([("id", .integer(1)), ("res", answer)])).encoded())
        } catch {
            throw connector.failures.failure(error)
        }
    }

    // MARK: Reading

    private func word(_ line: [UInt8]) throws(ConnectorFailure) -> Word {
        let said: JSON
        do throws(JSONFailure) { said = try JSON(parsing: line) } catch {
            throw nonsense("a line that is no JSON (byte \(error.offset))")
        }
        guard said["id"] == .integer(1) else { throw nonsense("a line without the deed's id") }
        if !said["record"].isNull { return .record(said["record"]) }
        if let cursor = stableText(said["cursor"]) { return .cursor(cursor) }
        if !said["error"].isNull { return .error(failure(said["error"])) }
        if !said["fetch"].isNull {
            do throws(Fault) { return .fetch(try ProgramFetch(said["fetch"])) } catch {
                throw connector.failures.failure(error)
            }
        }
        if !said["done"].isNull { return .done(said["done"]) }
        throw nonsense("a line that is neither fetch nor record, cursor, done or error")
    }

    private func nonsense(_ what: String) -> ConnectorFailure {
        connector.failures.failure(
            ProgramTrouble(
                "the program said \(what)", advice: "Say one JSON object a line, and nothing else on standard output."))
    }

    private func failure(_ error: JSON) -> ConnectorFailure {
        let label = error["means"].text.flatMap(ErrorLabel.init) ?? .retry
        let said = error["message"].text.map { ": \($0.prefix(300))" } ?? ""
        return connector.failures.failure(
            label, "the program of \(connector.manifest.title) says \(label.rawValue)\(said)",
            advice: "Look at the connector's notes.",
            retryAfter: error["retry_after"].int64.map { .seconds(min(max(0, $0), 86_400)) })
    }
}

extension Failures {
    func failure(_ trouble: ProgramTrouble) -> ConnectorFailure {
        failure(trouble.isLasting ? .config : .retry, trouble.message, advice: trouble.advice)
    }
}
