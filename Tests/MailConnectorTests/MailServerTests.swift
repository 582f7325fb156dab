import ConnectorKit
import CurlHTTP
import Foundation
import InboxModel
import MailFormat
import Testing

@testable import MailConnector

/// Mail over real servers: the Dovecot and the Postfix that `Tests/Servers/mail/up.sh` starts.
@Suite(.enabled(if: MailServers.isUp, "STELLWERK_MAIL_SERVER names no folder of running mail servers"))
struct MailServerTests {
    private let servers: RealServers

    init() throws { servers = try RealServers() }

    @Test func `a customer's mail arrives, is answered, and the answer lies in the thread`() async throws {
        let account = servers.account("support")
        let intake = MemoryIntake()
        let connector = servers.connector(account)
        try await connector.poll("inbox", intake: intake)

        let customer = servers.address("alice", at: "customer.test")
        let question = "<q-\(UUID().uuidString)@customer.test>"
        try await servers.send(
            from: customer, to: account.address.address, id: question, extra: ["References: <root@customer.test>"],
            text: "Wo ist meine Bestellung? Grüße")
        try await servers.awaitMail(question, for: account.user)
        try await connector.poll("inbox", intake: intake)
        let arrived = try #require(intake.messages.first)
        #expect(arrived.id.rawValue == question)
        #expect(arrived.text == "Wo ist meine Bestellung? Grüße")
        #expect(arrived.author.id?.rawValue == customer)
        #expect(arrived.needsAnswer && intake.pages.last?.delivery.isHistory == false)

        let outcome = await connector.perform(servers.act(answering: arrived, text: "Unterwegs – heute."), steps: MemorySteps())
        guard case .sent(let id?, _, _) = outcome else { throw Unexpected(what: "\(outcome)") }
        let answer = try await servers.awaitMail(id.rawValue, for: customer)
        #expect(answer.inReplyTo == [question])
        #expect(answer.references == ["<root@customer.test>", question])
        #expect(answer.subject == "Re: Frage")
        #expect(answer.plainText == "Unterwegs – heute.\n")
        #expect(answer.from.first?.address == account.address.address)

        // The copy in Sent is the echo of the answer, and is found by reading back.
        try await connector.poll("sent", intake: intake)
        #expect(intake.messages.last?.id == id)
        #expect(intake.messages.last?.isOurs == true)
        let found = try await connector.readBack(servers.act(answering: arrived, text: ""))
        #expect(found == .found(id: id, at: nil, permalink: nil))
    }

    @Test func `what cannot be delivered comes back as a failed receipt`() async throws {
        let account = servers.account("bounced")
        let connector = servers.connector(account)
        let intake = MemoryIntake()
        try await connector.poll("inbox", intake: intake)
        let asked = servers.question(from: "bounce@customer.test")
        guard
            case .sent(let id?, _, _) = await connector.perform(servers.act(answering: asked, text: "?"), steps: MemorySteps())
        else {
            throw Unexpected(what: "not sent")
        }
        try await servers.awaitAnyMail(for: account.user)
        try await connector.poll("inbox", intake: intake)
        guard case .receipt(let receipt)? = intake.pages.last?.interpretation.arrivals.first else {
            throw Unexpected(what: "no receipt")
        }
        #expect(receipt.target == id)
        #expect(receipt.status == .failed)
        #expect(receipt.reason == "5.1.2: nothing leaves this test server")
    }

    @Test func `a wrong password is told apart from a server that is not there`() async throws {
        var account = servers.account("locked-out")
        account.password = "wrong"
        let wrong = await failure { [account] in _ = try await servers.connector(account).account() }
        #expect(wrong?.label == .authExpired)
        #expect(wrong?.isNetworkFault == false)
        guard
            case .blocked(let refused) = await servers.connector(account).perform(
                servers.act(answering: servers.question(from: "a@customer.test"), text: "?"), steps: MemorySteps())
        else { throw Unexpected(what: "not blocked") }
        #expect(refused.label == .authExpired)

        account = servers.account("unreachable")
        account.imap.port = 1
        let absent = await failure { [account] in _ = try await servers.connector(account).account() }
        #expect(absent?.label == .retry)
        #expect(absent?.isNetworkFault == true)

        account = servers.account("mute")
        account.smtp.port = 1
        let mute = await failure { [account] in _ = try await servers.connector(account).account() }
        #expect(mute?.label == .retry && mute?.isNetworkFault == true, "a mailbox that can be read but not answered from")

        account = servers.account("astray")
        account.folder = "No such folder"
        let noFolder = await failure { [account] in _ = try await servers.connector(account).account() }
        #expect(noFolder?.label == .config)
    }

    private func failure(_ body: @Sendable () async throws -> Void) async -> ConnectorFailure? {
        do {
            try await body()
            return nil
        } catch {
            return error as? ConnectorFailure
        }
    }

    @Test func `five hundred mails come in batches, once each, and stay unread`() async throws {
        let account = servers.account("busy")
        let connector = servers.connector(account)
        let intake = MemoryIntake()
        try await connector.poll("inbox", intake: intake)
        try servers.fill(account.user, 0..<500)
        let began = ContinuousClock.now
        try await connector.poll("inbox", intake: intake)
        let took = ContinuousClock.now - began
        #expect(intake.ids.count == 500 && Set(intake.ids).count == 500)
        #expect(took < .seconds(20))
        try await connector.poll("inbox", intake: intake)
        #expect(intake.ids.count == 500)

        let session = try await servers.session(account.user)
        let mailbox = try await session.open("INBOX", readOnly: true)
        #expect(mailbox.messages == 500)
        let flags = try await session.summaries(of: try await session.search()).flatMap(\.flags)
        #expect(!flags.contains("\\Seen"))
        await session.logout()
    }

    @Test func `a mailbox whose UIDs are void is read again, and only new mails are news`() async throws {
        let account = servers.account("restored")
        let connector = servers.connector(account)
        let intake = MemoryIntake()
        try servers.fill(account.user, 0..<20)
        try await connector.poll("inbox", intake: intake)
        let before = try #require(intake.cursor)
        try servers.forgetUIDs(account.user)
        try servers.fill(account.user, 20..<25)
        try await connector.poll("inbox", intake: intake)
        #expect(intake.ids.count == 25)
        let after = try #require(intake.cursor)
        #expect(after.uidValidity != before.uidValidity)
        try await connector.poll("inbox", intake: intake)
        #expect(intake.ids.count == 25)
    }

    @Test func `a deleted mail lies in the trash`() async throws {
        let account = servers.account("tidy")
        let connector = servers.connector(account)
        let intake = MemoryIntake()
        try servers.fill(account.user, 0..<2)
        try await connector.poll("inbox", intake: intake)
        let message = try #require(intake.messages.first)
        var act = servers.act(answering: message, text: "")
        act.verb = .delete
        guard case .sent = await connector.perform(act, steps: MemorySteps()) else { throw Unexpected(what: "not deleted") }
        let session = try await servers.session(account.user)
        #expect(try await session.open("INBOX", readOnly: true).messages == 1)
        _ = try await session.open("Trash", readOnly: true)
        #expect(try await session.search(.messageID(message.id.rawValue)).count == 1)
        await session.logout()
    }

    struct Unexpected: Error { let what: String }
}
