import ConnectorKit
import CurlHTTP
import InboxModel
import MailFormat
import Synchronization
import Testing

@testable import MailConnector

struct SendingTests {
    private let mailbox = MemoryMailbox()
    private let steps = MemorySteps()
    private let outgoing = Outgoing()

    /// What an SMTP server was given, and what it says.
    final class Outgoing: Sendable {
        let mails = Mutex<[([UInt8], SMTPSession.Envelope)]>([])
        let failure = Mutex<MailFailure?>(nil)

        var sent: [Mail] { mails.withLock { $0.map { Mail($0.0) } } }
    }

    private func connector(_ account: MailAccount = shopAccount()) -> MailConnector {
        let (mailbox, outgoing) = (mailbox, outgoing)
        let servers = MailServers(
            openStore: { () async throws(MailFailure) -> any MailStore in mailbox },
            tryOutgoing: { () async throws(MailFailure) in
                if let failure = outgoing.failure.withLock({ $0 }) { throw failure }
            },
            submit: { (mail, envelope) async throws(MailFailure) in
                if let failure = outgoing.failure.withLock({ $0 }) { throw failure }
                outgoing.mails.withLock { $0.append((mail, envelope)) }
            })
        return MailConnector(
            account: account, servers: servers, secret: shopSecret, version: "1.0.0", now: { noon + .seconds(5) })
    }

    private func item(_ keep: MailKeep? = nil) -> StoredItem {
        let keep =
            keep
            ?? MailKeep(
                messageID: "<q@customer.example>", references: ["<root@customer.example>"],
                answerTo: [MailAddress(name: "Ana López", address: "ana@customer.example")], subject: "AW: Frage",
                mailbox: "INBOX",
                uidValidity: 7, uid: 1)
        return StoredItem(
            id: "<q@customer.example>", kind: .mail, visibility: .private, thread: ThreadKey("t"), at: noon, keep: keep.text)
    }

    private func act(_ verb: Verb = .reply, item: StoredItem?) -> Act {
        Act(
            verb: verb, key: "entry 1", item: item, text: "Auf dem Weg.",
            files: [OutgoingFile(name: "a.pdf", type: "application/pdf", bytes: [1])],
            firstTriedAt: noon)
    }

    @Test(arguments: [UInt32(7), 8])
    func `a file is taken out of the mail where it lies, also in a mailbox that was numbered anew`(validity: UInt32)
        async throws
    {
        let mail = """
            From: ana@customer.example
            Message-ID: <q@customer.example>
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: text/plain

            Hallo
            --b
            Content-Type: application/pdf
            Content-Disposition: attachment; filename=a.pdf
            Content-Transfer-Encoding: base64

            JVBERi0=
            --b--
            """
        await mailbox.put(mail)
        if validity != 7 { await mailbox.renumber(validity: validity, from: 40) }
        let file = try await connector().download(Attachment(name: "a.pdf", reference: "0"), of: item())
        #expect(file == FetchedFile(bytes: Array("%PDF-".utf8), type: "application/pdf"))
        await mailbox.remove(validity == 7 ? 1 : 40)
        let failure = await #expect(throws: ConnectorFailure.self) {
            _ = try await connector().download(Attachment(name: "a.pdf", reference: "0"), of: item())
        }
        #expect(failure?.label == .gone)
    }

    @Test func `an answer goes to its asker, in its thread, under an id of its own`() async throws {
        let outcome = await connector().perform(act(item: item()), steps: steps)
        let mail = try #require(outgoing.sent.first)
        #expect(mail.to == [MailAddress(name: "Ana López", address: "ana@customer.example")])
        #expect(mail.from == [MailAddress(name: "Shop Support", address: "support@shop.example")])
        #expect(mail.subject == "Re: Frage")
        #expect(mail.inReplyTo == ["<q@customer.example>"])
        #expect(mail.references == ["<root@customer.example>", "<q@customer.example>"])
        #expect(mail.plainText == "Auf dem Weg.")
        #expect(mail.attachments.map(\.fileName) == ["a.pdf"])
        #expect(outgoing.mails.withLock { $0.map(\.1) } == [.init(from: "support@shop.example", to: ["ana@customer.example"])])
        let id = OwnMessageID(secret: shopSecret, domain: "shop.example").make(for: "entry 1")
        #expect(mail.messageID == id)
        #expect(outcome == .sent(id: RemoteMessageID(id), at: noon + .seconds(5), permalink: nil))
    }

    @Test func `a copy is filed, and its echo is ours and known`() async throws {
        guard case .sent(let id?, _, _) = await connector().perform(act(item: item()), steps: steps) else { throw NotSent() }
        let intake = MemoryIntake()
        try await connector().poll("sent", intake: intake)
        #expect(intake.ids == [id.rawValue])
        #expect(intake.messages.first?.isOurs == true)
        #expect(intake.messages.first?.parent == "<q@customer.example>")
    }

    private struct NotSent: Error {}

    @Test func `where the provider files copies none is filed by us`() async {
        var account = shopAccount()
        account.sentIsKept = true
        _ = await connector(account).perform(act(item: item()), steps: steps)
        #expect(await mailbox.asked.isEmpty)
    }

    @Test func `a copy that cannot be filed makes no answer unsent`() async {
        var account = shopAccount()
        account.sentFolder = nil
        let outcome = await connector(account).perform(act(item: item()), steps: steps)
        guard case .sent = outcome else {
            Issue.record("\(outcome)")
            return
        }
    }

    @Test func `every try sends the same bytes`() async throws {
        _ = await connector().perform(act(item: item()), steps: MemorySteps())
        _ = await connector().perform(act(item: item()), steps: MemorySteps())
        let mails = outgoing.mails.withLock { $0.map(\.0) }
        #expect(mails.count == 2 && mails[0] == mails[1])
    }

    @Test func `a retry after the server took charge sends nothing again`() async throws {
        _ = await connector().perform(act(item: item()), steps: steps)
        let again = await connector().perform(act(item: item()), steps: steps)
        #expect(outgoing.sent.count == 1)
        guard case .sent = again else { throw NotSent() }
    }

    static let outcomes: [(MailFailure.Code, dataLeft: Bool, String)] = [
        (.dns, false, "retry"), (.connect, false, "retry"), (.tls, false, "retry"), (.timeout, false, "retry"),
        (.broken, false, "retry"),
        (.temporary, false, "retry"), (.nonsense, false, "retry"), (.temporary, true, "retry"),
        (.credentialsRefused, false, "blocked"),
        (.tokenRefused, false, "blocked"), (.permission, false, "blocked"), (.forbidden, false, "blocked"),
        (.noStartTLS, false, "blocked"),
        (.noRecipient, false, "failed"), (.rejected, false, "failed"), (.rejected, true, "failed"),
        (.tooLarge, false, "failed"),
        (.invalid, false, "failed"), (.unknownDelivery, true, "unknown"), (.timeout, true, "unknown"),
        (.broken, true, "unknown"),
        (.cancelled, true, "unknown"),
    ]

    @Test(arguments: outcomes) func `what a failure means for an answer`(
        _ code: MailFailure.Code, _ dataLeft: Bool, _ expected: String
    ) async {
        outgoing.failure.withLock { $0 = MailFailure(code, "m", advice: "a", dataLeft: dataLeft) }
        let word =
            switch await connector().perform(act(item: item()), steps: steps) {
            case .sent: "sent"
            case .pending: "pending"
            case .retry: "retry"
            case .blocked: "blocked"
            case .failed: "failed"
            case .unknown: "unknown"
            }
        #expect(word == expected)
        #expect(steps.recorded.isEmpty)
    }

    @Test func `refused credentials are told apart from a network fault`() async {
        outgoing.failure.withLock { $0 = MailFailure(.credentialsRefused, "m", advice: "a") }
        guard case .blocked(let refused) = await connector().perform(act(item: item()), steps: steps) else {
            Issue.record("not blocked")
            return
        }
        #expect(refused.label == .authExpired && !refused.isNetworkFault)
        outgoing.failure.withLock { $0 = MailFailure(.connect, "m", advice: "a") }
        guard case .retry(_, let fault) = await connector().perform(act(item: item()), steps: steps) else {
            Issue.record("not retried")
            return
        }
        #expect(fault.label == .retry && fault.isNetworkFault)
    }

    @Test func `without an address there is nobody to answer`() async {
        for item in [nil, item(MailKeep(messageID: nil, references: [], answerTo: [], subject: ""))] {
            guard case .failed(let failure) = await connector().perform(act(item: item), steps: steps) else {
                Issue.record("not failed")
                return
            }
            #expect(failure.label == .gone)
        }
        #expect(outgoing.sent.isEmpty)
    }

    @Test func `reading back looks for our id in the Sent folder`() async throws {
        await mailbox.put("From: x@x.example\n\nx", in: "Sent")
        let act = act(item: item())
        #expect(try await connector().readBack(act) == .absent)
        _ = await connector().perform(act, steps: steps)
        let id = OwnMessageID(secret: shopSecret, domain: "shop.example").make(for: "entry 1")
        #expect(try await connector().readBack(act) == .found(id: RemoteMessageID(id), at: nil, permalink: nil))
    }

    @Test func `deleting moves the mail to the trash, by UID or, where those are void, by id`() async throws {
        var account = shopAccount()
        account.trashFolder = "Trash"
        for validity in [7, 8] as [UInt32] {
            await mailbox.put("From: a@x.example\nMessage-ID: <q@customer.example>\n\nx")
            await mailbox.renumber(validity: validity, from: validity == 7 ? 1 : 40)
            guard case .sent = await connector(account).perform(act(.delete, item: item()), steps: steps) else {
                throw NotSent()
            }
            #expect(await mailbox.folders["INBOX"]?.mails.isEmpty == true)
        }
        #expect(await mailbox.folders["Trash"]?.mails.count == 2)
    }

    @Test func `what mail cannot do fails plainly`() async {
        guard case .failed(let failure) = await connector().perform(act(.like, item: item()), steps: steps) else {
            Issue.record("not failed")
            return
        }
        #expect(failure.message == "Mail cannot like.")
    }

    @Test func `abilities follow the settings`() {
        var account = shopAccount()
        #expect(connector(account).profile.abilities.map(\.verb) == [.reply])
        #expect(connector(account).profile.streams.map(\.name) == ["inbox", "sent"])
        #expect(connector(account).profile.ability(.reply, on: .mail)?.unclear == .readBack)
        account.sentFolder = nil
        account.trashFolder = "Trash"
        #expect(connector(account).profile.abilities.map(\.verb) == [.reply, .delete])
        #expect(connector(account).profile.ability(.reply, on: .mail)?.unclear == .ask)
        #expect(connector(account).profile.streams.map(\.name) == ["inbox"])
    }

    @Test func `the sign-in says who we are, or why not`() async throws {
        await mailbox.put("x: y\n\n")
        #expect(try await connector().account() == RemoteAccount(id: "support@shop.example", name: "Shop Support"))
        var account = shopAccount()
        account.folder = "Nowhere"
        let astray = connector(account)
        let failure = await #expect(throws: ConnectorFailure.self) { try await astray.account() }
        #expect(failure?.label == .config)
    }
}
