import CurlHTTP
import Synchronization
import TestSupport
import Testing

@Suite struct IMAPChangingTests {
    @Test func `flags are set, mails moved, and what is gone is no failure`() async throws {
        let recorded = try Transcript("imap_flags_move")
        let server = try ScriptedServer.imap { tag, command, _ in
            switch command {
            case #"SELECT "INBOX""#: recorded.answer(to: "SELECT INBOX", tag: tag)
            case "UID STORE 5 +FLAGS (\\Answered)": recorded.answer(to: "UID STORE 5 +FLAGS (\\Answered)", tag: tag)
            case "UID STORE 5 +FLAGS (\\Seen)": recorded.answer(to: "UID STORE 5 +FLAGS (\\Seen)", tag: tag)
            case "UID STORE 5:6 -FLAGS (\\Seen todo)": ["\(tag) OK done"]
            case #"UID MOVE 5 "Trash""#: recorded.answer(to: "UID MOVE 5 Trash", tag: tag)
            default: ["\(tag) BAD \(command)"]
            }
        }
        let session = try await IMAPSession.open(server)
        #expect(try await session.open("INBOX").isReadOnly == false)
        try await session.setFlags(["\\Answered"], of: [5])
        try await session.setFlags(["\\Seen", "todo"], of: [5, 6], on: false)
        try await session.move([5], to: "Trash")
        try await session.setFlags(["\\Seen"], of: [5])
    }

    @Test func `without MOVE a mail is copied, marked and expunged alone`() async throws {
        let commands = Mutex<[String]>([])
        let server = try ScriptedServer.imap(capabilities: "IMAP4rev1 UIDPLUS") { tag, command, _ in
            commands.withLock { $0.append(command) }
            return ["\(tag) OK done"]
        }
        try await IMAPSession.open(server).move([5, 6], to: "Entwürfe")
        #expect(
            commands.withLock { $0 } == [
                #"UID COPY 5:6 "Entw&APw-rfe""#, "UID STORE 5:6 +FLAGS (\\Deleted)", "UID EXPUNGE 5:6",
            ])
    }

    @Test func `a mail is appended whole, and its UID is told`() async throws {
        let mail = try Transcript.mail("outbound_reply")
        let taken = Mutex<[UInt8]>([])
        let server = try ScriptedServer.imap { tag, command, connection in
            guard command == "APPEND \"Sent\" (\\Seen) {\(mail.count)}" else { return ["\(tag) BAD \(command)"] }
            connection.write("* 3 EXISTS\r\n+ OK\r\n")
            let bytes = try connection.read(mail.count + 2)
            taken.withLock { $0 = bytes }
            return ["\(tag) OK [APPENDUID 1782979202 1] Append completed (0.011 + 0.000 + 0.010 secs)."]
        }
        #expect(try await IMAPSession.open(server).append(mail, to: "Sent") == 1)
        #expect(taken.withLock { $0 } == mail + [13, 10])
    }

    @Test func `a refused append left nothing, a lost one may have`() async throws {
        let refusing = try ScriptedServer.imap { tag, _, _ in ["\(tag) NO [TRYCREATE] Mailbox doesn't exist: Nope"] }
        let refused = try await mailFailure { try await IMAPSession.open(refusing).append([1], to: "Nope") }
        #expect(
            refused
                == MailFailure(
                    .noFolder, "127.0.0.1:\(refusing.port) refused APPEND",
                    advice: "Check the folder's name in the channel's settings, and the account's right to it.",
                    reply: "NO [TRYCREATE] Mailbox doesn't exist: Nope"))
        let losing = try ScriptedServer.imap { _, _, connection in
            connection.write("+ go\r\n")
            _ = try connection.read(3)
            throw ScriptedServer.Ended()
        }
        let lost = try await mailFailure { try await IMAPSession.open(losing).append([1], to: "Sent") }
        #expect(lost.code == .broken)
        #expect(lost.dataLeft)
    }

    @Test func `IDLE hears of news, and the session goes on after it`() async throws {
        let server = try ScriptedServer.imap { tag, command, connection in
            guard command == "IDLE" else { return ["* 6 EXISTS", "\(tag) OK done"] }
            connection.write("+ idling\r\n* OK still here\r\n* 6 EXISTS\r\n* 1 RECENT\r\n")
            guard try connection.readLine() == "DONE" else { return ["\(tag) BAD"] }
            return ["\(tag) OK Idle completed"]
        }
        let session = try await IMAPSession.open(server)
        #expect(try await session.idle(for: .seconds(60)) == .changed)
        #expect(try await session.idle(for: .seconds(60)) == .changed)
        #expect(try await session.search(.unseen) == [])
    }

    @Test func `IDLE ends by itself when nothing happens`() async throws {
        let server = try ScriptedServer.imap { tag, _, connection in
            connection.write("+ idling\r\n* OK still here\r\n")
            guard try connection.readLine() == "DONE" else { return ["\(tag) BAD"] }
            return ["\(tag) OK Idle completed"]
        }
        let session = try await IMAPSession.open(server)
        #expect(try await session.idle(for: .milliseconds(50)) == .quiet)
        #expect(await session.isOpen)
    }

    @Test func `news just before DONE are not lost`() async throws {
        let server = try ScriptedServer.imap { tag, _, connection in
            connection.write("+ idling\r\n")
            _ = try connection.readLine()
            return ["* 9 EXISTS", "\(tag) OK Idle completed"]
        }
        #expect(try await IMAPSession.open(server).idle(for: .milliseconds(10)) == .changed)
    }

    @Test func `a cancelled IDLE ends at once, and with it the session`() async throws {
        let (isIdle, isClosed) = (Gate(), Gate())
        let server = try ScriptedServer.imap { _, _, connection in
            connection.write("+ idling\r\n")
            isIdle.open()
            connection.waitForPeerToClose()
            isClosed.open()
            return []
        }
        let session = try await IMAPSession.open(server)
        let idling = Task { try await session.idle(for: .seconds(1_000)) }
        await isIdle.opened()
        idling.cancel()
        let failure = try await mailFailure { try await idling.value }
        #expect(failure.code == .cancelled)
        await isClosed.opened()
        #expect(try await mailFailure { try await session.search(.unseen) }.code == .broken)
    }

    @Test func `a session that is dropped closes its connection`() async throws {
        let isClosed = Gate()
        let server = try ScriptedServer { connection in
            connection.write("* OK ready\r\n")
            while let line = try connection.readLine() {
                connection.write("\(line.prefix { $0 != " " }) OK done\r\n")
            }
            isClosed.open()
        }
        do { _ = try await IMAPSession.open(server) }
        await isClosed.opened()
    }
}
