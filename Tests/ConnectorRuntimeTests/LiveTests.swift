import ConnectorKit
import ConnectorRuntime
import CurlHTTP
import HTTPCore
import InboxModel
import Synchronization
import TestSupport
import Testing

/// Server-sent events over real sockets: the same records through the same map, sooner.
struct LiveTests {
    private let notifications = StreamName("notifications")
    private static let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"

    private func connector(_ server: ScriptedServer) throws -> ManifestConnector {
        let text = """
            manifest: 1
            version: 1.0.0
            title: Acme
            settings: {token: {type: secret, title: Token}}
            auth: {bearer: \\($secrets.token)}
            http: {base: 'http://127.0.0.1:\(server.port)'}
            streams:
              notifications:
                get: /notifications
                every: 60s
                live:
                  sse: /streaming/user
                  query: {only: mentions}
                  when: $event == "notification" or $event == "update"
                  each: 'if $event == "update" then {status: .} else . end'
                sweep: 10m
                map: {kind: mention, id: .status.id, text: .status.text, at: .status.at, author: '{id: .status.by}'}
            """
        let time = TestTime()
        return ManifestConnector(
            try compiled(text), binding: ChannelBinding(name: "acme", secrets: ["token": "s3cret-s3cret"]),
            client: CurlClient(policy: try OutboundPolicy(allow: ["127.0.0.1:\(server.port)"])), clock: time, now: { time.wall }
        )
    }

    private static func status(_ id: Int) -> String {
        #"{"id":"\#(id)","text":"t\#(id)","at":"2026-08-01T13:30:00Z","by":"b"}"#
    }

    @Test func `events become messages through the stream's own map, and the rest is left out`() async throws {
        let server = try ScriptedServer { connection in
            guard let request = try connection.readRequest() else { return }
            connection.write(Self.head + ":)\n\nevent: notification\nid: 41\n")
            connection.write("data: {\"status\":\(Self.status(1))}\n\nevent: delete\ndata: 99\n\nevent: update\n")
            connection.write("data: \(Self.status(2))\nid: 42\n\nretry: 4000\n\n")
            _ = request
        }
        let intake = MemoryIntake()
        let opened = Counter(0)
        let connector = try connector(server)
        let end = try await connector.follow(notifications, intake: intake) { opened.value += 1 }
        #expect(intake.snapshot.order == ["1", "2"])
        #expect(intake.snapshot.history.isEmpty)
        #expect(end == Follow(comeBackAfter: .seconds(4)) && opened.value == 1)
        let request = try #require(server.requests.first)
        #expect(request.path == "/streaming/user?only=mentions")
        #expect(request["Authorization"] == "Bearer s3cret-s3cret" && request["Accept"] == "text/event-stream")
        // What was kept means the same when it is read again.
        let again = intake.snapshot.pages.flatMap { connector.interpret($0.delivery).arrivals }
        #expect(again == ["1", "2"].compactMap { intake.snapshot.items[$0] })
    }

    @Test func `a line that is opened anew says where it broke`() async throws {
        let server = try ScriptedServer { connection in
            guard try connection.readRequest() != nil else { return }
            connection.write(Self.head + "event: update\nid: 7\ndata: \(Self.status(1))\n\n")
        }
        let (intake, connector) = (MemoryIntake(), try connector(server))
        for _ in 0..<2 { _ = try await connector.follow(notifications, intake: intake) {} }
        #expect(server.requests.map { $0["Last-Event-ID"] } == [nil, "7"])
    }

    @Test func `a poll finds what the line did not tell, and knows what it told`() async throws {
        let server = try ScriptedServer { connection in
            while let request = try connection.readRequest() {
                if request.path.hasPrefix("/streaming") {
                    connection.write(Self.head + "event: update\ndata: \(Self.status(2))\n\n")
                    return
                }
                let list = [2, 1].map { "{\"status\":\(Self.status($0))}" }.joined(separator: ",")
                connection.answer(200, body: "[\(list)]")
            }
        }
        let (intake, connector) = (MemoryIntake(), try connector(server))
        _ = try await connector.follow(notifications, intake: intake) {}
        try await connector.poll(notifications, intake: intake)
        #expect(intake.snapshot.order == ["2", "1"])
    }

    @Test(arguments: [
        ("HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\n{}", ErrorLabel.authExpired),
        ("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", .gone),
        ("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>", .config),
        ("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", .retry),
    ])
    func `whatever is no line is told by its kind`(answer: String, label: ErrorLabel) async throws {
        let server = try ScriptedServer { connection in
            guard try connection.readRequest() != nil else { return }
            connection.write(answer)
        }
        let connector = try connector(server)
        let failure = await #expect(throws: ConnectorFailure.self) {
            _ = try await connector.follow(notifications, intake: MemoryIntake()) {}
        }
        #expect(failure?.label == label)
    }

    @Test func `a line that breaks in the middle keeps what it told, and half an event is none`() async throws {
        let server = try ScriptedServer { connection in
            guard try connection.readRequest() != nil else { return }
            connection.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 100000\r\n\r\n")
            connection.write("event: update\ndata: \(Self.status(1))\n\nevent: update\ndata: \(Self.status(2))\n")
        }
        let (intake, connector) = (MemoryIntake(), try connector(server))
        let failure = await #expect(throws: ConnectorFailure.self) {
            _ = try await connector.follow(notifications, intake: intake) {}
        }
        #expect(failure?.isNetworkFault == true)
        #expect(intake.snapshot.order == ["1"])
    }

    @Test func `a live stream's plan says so`() throws {
        let server = try ScriptedServer { _ in }
        let plan = try #require(try connector(server).profile.streams.first)
        #expect(plan.isLive && plan.sweep == .seconds(600) && plan.every == .seconds(60))
    }
}
