import ConnectorKit
import ConnectorRuntime
import ConnectorTools
import Expressions
import FoundationEssentials
import HTTPCore
import InboxModel
import Processes
import Synchronization
import TestSupport
import Testing

@testable import StellwerkService

/// A connector whose stream and action are a program: the example in Python, really started, with a platform that answers as told.
struct ProgramConnectorTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Programs/bulletin").path

    private static let manifest = ConnectorLibrary.read("bulletin", at: "\(folder)/connector.yaml").manifest

    /// The platform: answers in order; what was asked.
    private final class Board: HTTPClient {
        private let state: Mutex<(answers: [Result<HTTPAnswer, HTTPFailure>], calls: [HTTPCall])>
        init(_ answers: [Result<HTTPAnswer, HTTPFailure>]) { state = Mutex((answers, [])) }
        var calls: [HTTPCall] { state.withLock { $0.calls } }

        func send(_ call: HTTPCall) async throws(HTTPFailure) -> HTTPAnswer {
            let answer = state.withLock { state in
                state.calls.append(call)
                return state.answers.isEmpty ? nil : state.answers.removeFirst()
            }
            guard let answer else { throw HTTPFailure(.broken, "no answer is left", advice: "", requestLeft: false) }
            return try answer.get()
        }

        func stream(_ call: HTTPCall) async throws(HTTPFailure) -> HTTPStreamedAnswer {
            throw HTTPFailure(.invalid, "no streams here", advice: "", requestLeft: false)
        }
    }

    private final class Shelf: Intake {
        private let state = Mutex<(cursor: StreamCursor?, pages: [PolledPage])>((nil, []))
        init(_ cursor: StreamCursor? = nil) { state.withLock { $0.cursor = cursor } }
        var cursor: StreamCursor? { state.withLock { $0.cursor } }
        var pages: [PolledPage] { state.withLock { $0.pages } }
        func cursor(_ key: String) async throws -> StreamCursor? { state.withLock { $0.cursor } }
        func take(_ page: PolledPage) async throws -> [Novelty] {
            state.withLock { state in
                state.pages.append(page)
                state.cursor = page.cursors["inbox"] ?? state.cursor
            }
            return page.interpretation.arrivals.map { _ in .new }
        }
        func stored(_ wanted: StoredQuery) async throws -> [StoredItem] { [] }
    }

    private final class Steps: StepJournal {
        private let results = Mutex<[Int: String]>([:])
        func result(of step: Int) async throws -> String? { results.withLock { $0[step] } }
        func record(_ result: String, of step: Int) async throws { results.withLock { $0[step] = result } }
    }

    private func connector(_ board: Board, in folder: String = Self.folder) throws -> ManifestConnector {
        let manifest = try #require(Self.manifest)
        let binding = ChannelBinding(name: "board", settings: ["board": "support"], secrets: ["token": "t0ken-of-board"])
        return ManifestConnector(
            manifest, binding: binding, client: board, clock: ContinuousClock(), programs: ProgramRunner(folder: folder),
            now: { Timestamp(seconds: 1_785_592_800) })
    }

    private static func text(_ body: String, _ status: Int = 200) -> Result<HTTPAnswer, HTTPFailure> {
        .success(HTTPAnswer(status: status, headers: ["Content-Type": "text/plain"], body: Array(body.utf8)))
    }

    private let item = StoredItem(
        id: RemoteMessageID("772"), kind: .message, visibility: .public, thread: ThreadKey("hanna"),
        at: Timestamp(seconds: 1_785_592_000))

    private func act(_ text: String = "Soon|ish") -> Act {
        Act(verb: .reply, key: "k-1", item: item, text: text, firstTriedAt: item.at)
    }

    @Test func `the example's own tests pass`() async throws {
        let tests = try await Program.start(ProgramCommand(["python3", "-B", "./inbox_test.py"], in: Self.folder))
        while try await tests.line(within: .seconds(60)) != nil {}
        #expect(await tests.stop() == "exit 0")
        #expect(await tests.complaint() == "OK")
    }

    @Test func `its tapes are played through the program`() async {
        let rehearsal = await ConnectorRehearsal.of(
            .read(Self.folder, builtins: .standard, programs: ConnectorFolder.programs))
        #expect(rehearsal.isRight, "\(rehearsal.text())")
        #expect(rehearsal.coverage?.missing == [])
    }

    @Test func `a program reads a stream, and the engine makes its calls, maps its records and keeps its cursor`() async throws
    {
        let board = Board([
            Self.text("772|1785592000|hanna|a\\|b\\nc\n773|1785592060|us|Soon\n"), Self.text(""),
        ])
        let stream = try #require(Self.manifest?.stream("inbox"))
        let shelf = Shelf(StreamCursor(standingAt: "771", in: stream, since: item.at))
        try await connector(board).poll(StreamName("inbox"), intake: shelf)
        #expect(board.calls.map(\.url) == ["771", "773"].map { "https://bulletin.example/v1/inbox?board=support&after=\($0)" })
        #expect(board.calls.allSatisfy { $0.headers["Authorization"] == "Bearer t0ken-of-board" })
        #expect(shelf.cursor?.resumeValue(in: stream) == "773")
        let arrivals = shelf.pages.flatMap(\.interpretation.arrivals)
        #expect(arrivals.map(\.remoteID) == ["772", "773"])
        guard case .message(let first) = arrivals.first else {
            Issue.record("no message")
            return
        }
        #expect(first.text == "a|b\nc")
        #expect(first.at == Timestamp(seconds: 1_785_592_000))
    }

    @Test func `a cursor that another way of reading left is not shown to the program`() async throws {
        let board = Board([Self.text("")])
        try await connector(board).poll(StreamName("inbox"), intake: Shelf(StreamCursor("oldest|771")))
        #expect(board.calls[0].url.hasSuffix("after=0"))
    }

    @Test(arguments: [(429, ErrorLabel.rateLimited), (401, .authExpired), (410, .gone), (503, .retry)])
    func `what the platform refuses is classed by the manifest, whoever asked`(status: Int, label: ErrorLabel) async throws {
        do {
            try await connector(Board([Self.text("no", status)])).poll(StreamName("inbox"), intake: Shelf())
            Issue.record("it went well")
        } catch let failure as ConnectorFailure {
            #expect(failure.label == label)
        }
    }

    @Test func `a program answers, and its done names the answer`() async throws {
        let board = Board([Self.text("OK 778\n")])
        let outcome = try await connector(board).perform(act(), steps: Steps())
        #expect(outcome == .sent(id: RemoteMessageID("778"), at: nil, permalink: nil))
        guard case .bytes(let body, let type) = board.calls[0].body else {
            Issue.record("no body")
            return
        }
        #expect(String(decoding: body, as: UTF8.self) == "hanna|Soon\\|ish" && type == "text/plain; charset=utf-8")
    }

    @Test func `a retry runs the program again and sends nothing twice`() async throws {
        let steps = Steps()
        let first = Board([Self.text("OK 778\n")])
        _ = try await connector(first).perform(act(), steps: steps)
        let second = Board([])
        #expect(
            try await connector(second).perform(act(), steps: steps)
                == .sent(id: RemoteMessageID("778"), at: nil, permalink: nil))
        #expect(second.calls.isEmpty)
        guard case .unknown = try await connector(Board([])).perform(act("Other words"), steps: steps) else {
            Issue.record("another call was taken for the first")
            return
        }
    }

    @Test func `a call that may have arrived leaves the outcome open; one that did not is tried again`() async throws {
        let left = HTTPFailure(.timeout, "no answer", advice: "", requestLeft: true)
        guard case .unknown = try await connector(Board([.failure(left)])).perform(act(), steps: Steps()) else {
            Issue.record("a lost answer was taken for a failure")
            return
        }
        let kept = HTTPFailure(.broken, "no route", advice: "", requestLeft: false)
        guard case .retry = try await connector(Board([.failure(kept)])).perform(act(), steps: Steps()) else {
            Issue.record("what never left was not tried again")
            return
        }
        guard case .failed = try await connector(Board([Self.text("no", 410)])).perform(act(), steps: Steps()) else {
            Issue.record("a refusal was no failure")
            return
        }
    }

    @Test func `a program that is not there, or breaks, says so in the channel's words`() async throws {
        let empty = try TemporaryFolder()
        do {
            try await connector(Board([]), in: empty.url.path).poll(StreamName("inbox"), intake: Shelf())
            Issue.record("it began")
        } catch let failure as ConnectorFailure {
            #expect(failure.label == .config)
            #expect(failure.message == "Channel 'board': './inbox.py' cannot be started: No such file or directory")
        }
        try Data("#!/bin/sh\nread a\necho 'raise: oops' >&2\nexit 3\n".utf8).write(to: empty.url.appending(path: "inbox.py"))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: empty.path("inbox.py"))
        do {
            try await connector(Board([]), in: empty.url.path).poll(StreamName("inbox"), intake: Shelf())
            Issue.record("it went well")
        } catch let failure as ConnectorFailure {
            #expect(failure.message == "Channel 'board': the program ended before it was done: exit 3, raise: oops")
        }
    }

    @Test func `a program may call the channel's hosts alone, and sees no secret`() async throws {
        let folder = try TemporaryFolder()
        let script = """
            #!/bin/sh
            read task
            case "$task" in *t0ken*) echo '{"id":1,"error":{"means":"config","message":"a secret"}}'; exit;; esac
            echo '{"id":1,"fetch":{"get":"https://elsewhere.example/x"}}'
            """
        try Data(script.utf8).write(to: folder.url.appending(path: "inbox.py"))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path("inbox.py"))
        let board = Board([])
        do {
            try await connector(board, in: folder.url.path).poll(StreamName("inbox"), intake: Shelf())
            Issue.record("it went well")
        } catch let failure as ConnectorFailure {
            #expect(failure.message.hasSuffix("the host elsewhere.example is not one of this channel's"))
        }
        #expect(board.calls.isEmpty)
    }
}
