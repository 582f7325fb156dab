import ConnectorKit
import Foundation
import InboxModel
import MailFormat
import Testing

@testable import MailConnector

struct MailReaderTests {
    private let ids = OwnMessageID(secret: shopSecret, domain: "shop.example")

    private func interpret(_ bytes: [UInt8], isSent: Bool = false, at date: Timestamp? = noon) -> Interpretation {
        let context = MailContext(
            mailbox: isSent ? "Sent" : "INBOX", isSent: isSent, uidValidity: 7, uid: 9, internalDate: date)
        let delivery = RawDelivery(origin: .poll, body: bytes, context: context.text, receivedAt: noon)
        return MailReader(account: shopAccount(), ownIDs: ids).interpret(delivery)
    }

    private func message(_ text: String, isSent: Bool = false, at date: Timestamp? = noon) throws -> ArrivedMessage {
        let bytes = Array(text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n").utf8)
        guard case .message(let message)? = interpret(bytes, isSent: isSent, at: date).arrivals.first else {
            throw NoMessage()
        }
        return message
    }

    private struct NoMessage: Error {}

    private func fixture(_ name: String) throws -> [UInt8] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return Array(try Data(contentsOf: folder.appending(path: "MailFormatTests/Fixtures/\(name).eml")))
    }

    private func fixtureMessage(_ name: String) throws -> ArrivedMessage {
        guard case .message(let message)? = interpret(try fixture(name)).arrivals.first else { throw NoMessage() }
        return message
    }

    @Test func `a customer's mail is a private message of its sender`() throws {
        let message = try fixtureMessage("plain_utf8_qp")
        #expect(message.id == "<CAE1a2b3c4d5@mail.customer.example>")
        #expect(message.kind == .mail)
        #expect(message.visibility == .private)
        #expect(message.author.id == "ana.lopez@customer.example")
        #expect(message.author.name == "Ana López")
        #expect(message.subject == "Bestellung 4711 – wo bleibt mein Paket?")
        #expect(message.text.hasPrefix("Guten Tag,\n\nmeine Bestellung 4711"))
        #expect(message.at == Timestamp(rfc3339: "2026-07-02T08:14:58Z"))
        #expect(message.needsAnswer && !message.isOurs && message.isFixed)
        #expect(message.thread == nil && message.parent == nil && message.html == nil)
    }

    @Test func `an answer hangs on what it answers, and on all above`() throws {
        let message = try fixtureMessage("reply")
        #expect(message.parent == "<stw.01J1ABCDEF@shop.example>")
        #expect(message.ancestors == ["<CAE1a2b3c4d5@mail.customer.example>"])
        #expect(message.text == "Danke, ist angekommen!")
        #expect(
            message.html
                == "<p>Danke, ist angekommen!</p><blockquote><p>Am Do., 2. Juli 2026 um 12:00 Uhr schrieb Shop Support "
                + "&lt;support@shop.example&gt;:</p><p>Guten Tag Ana,</p><p>das Paket liegt in der Filiale.<br>"
                + "&gt; meine Bestellung 4711 ist seit fünf Tagen unterwegs</p></blockquote>")
    }

    @Test func `HTML is made safe, its text is what one reads`() throws {
        let message = try fixtureMessage("html_inline_attachment")
        let html = try #require(message.html)
        #expect(!html.contains("script") && !html.contains("img") && html.contains("<strong>Rechnung</strong>"))
        #expect(message.text == "Hallo,\n\nanbei Foto und Rechnung.\n\nLG Jörg")
        #expect(message.attachments.map(\.name) == ["foto.png", "Rechnung Müller.pdf"])
        #expect(message.attachments.map(\.size) == [70, 34])
    }

    @Test func `an attachment comes out of the raw mail by its reference`() throws {
        let message = try fixtureMessage("html_inline_attachment")
        let delivery = RawDelivery(origin: .poll, body: try fixture("html_inline_attachment"), receivedAt: noon)
        let reference = try #require(message.attachments.last?.reference)
        #expect(MailConnector.attachment(reference, in: delivery)?.starts(with: Array("%PDF".utf8)) == true)
        #expect(MailConnector.attachment("2", in: delivery) == nil)
        #expect(MailConnector.attachment("../etc/passwd", in: delivery) == nil)
    }

    @Test(arguments: [
        ("auto_reply", "automatic mail: auto-submitted"), ("mailing_list", "automatic mail: list"),
        ("bounce_dsn", "automatic mail: auto-submitted"),
    ])
    func `automatic mails want no answer, and say why`(_ name: String, _ reason: String) throws {
        let message = try fixtureMessage(name)
        #expect(!message.needsAnswer)
        #expect(message.needsAnswerReason == reason)
    }

    @Test func `a contact form is its person's mail, never ours`() throws {
        let message = try fixtureMessage("contact_form_reply_to")
        #expect(!message.isOurs)
        #expect(message.author.id == "ana.lopez@customer.example")
        let keep = try #require(message.keep)
        #expect(MailKeep(text: keep)?.answerTo.map(\.address) == ["ana.lopez@customer.example"])
    }

    @Test func `a mail without an id is known again by its bytes, wherever it lies`() throws {
        let bytes = try fixture("no_message_id")
        guard case .message(let first)? = interpret(bytes).arrivals.first,
            case .message(let again)? = interpret(bytes, isSent: true).arrivals.first
        else { throw NoMessage() }
        #expect(first.id.rawValue.hasPrefix("sha256:"))
        #expect(first.id == again.id)
    }

    @Test func `without a date, or with one of tomorrow, the server's word counts`() throws {
        #expect(try fixtureMessage("no_date").at == noon)
        #expect(try message("Date: Fri, 2 Jul 2027 10:00:00 +0000\nFrom: a@x.example\n\nx").at == noon)
        #expect(try message("Date: Thu, 2 Jul 2026 14:00:00 +0000\nFrom: a@x.example\n\nx").at == noon + .seconds(7_200))
        #expect(try message("From: a@x.example\n\nx", at: nil).at == nil)
    }

    @Test func `our own answers are ours by folder or by mark, not by sender`() throws {
        let sent = "From: support@shop.example\nTo: Ana <ana@x.example>, support@shop.example\nMessage-ID: %\n\nHi"
        let typed = sent.replacing("%", with: "<typed@phone.example>")
        #expect(try message(typed, isSent: true).isOurs)
        #expect(try message(typed, isSent: true).author.role == .us)
        #expect(try !message(typed).isOurs)
        let marked = sent.replacing("%", with: ids.make(for: "entry"))
        #expect(try message(marked).isOurs)
        #expect(try !message(marked.replacing("From: support@shop.example", with: "From: thief@x.example")).isOurs)
        #expect(try !message(sent.replacing("%", with: "<stw.0011.2233@shop.example>")).isOurs)
        #expect(
            MailKeep(text: try #require(try message(typed, isSent: true).keep))?.answerTo.map(\.address) == ["ana@x.example"])
    }

    @Test func `a forwarded mail keeps what it forwards`() throws {
        let forwarded = try message(
            "From: a@x.example\nSubject: WG: Beschwerde\nReferences: <1@x.example>\n\nBitte!\n\n-----Ursprüngliche Nachricht-----\nVon: Kunde\nText"
        )
        #expect(forwarded.text.hasSuffix("Von: Kunde\nText"))
        let first = try message("From: a@x.example\nSubject: Re: x\n\nNew\n> quoted from elsewhere")
        #expect(first.text == "New\n> quoted from elsewhere")
    }

    // MARK: Reports

    private func report(_ name: String, about id: String) throws -> [Arrival] {
        let text = String(decoding: try fixture(name), as: UTF8.self)
        return interpret(
            Array(
                text.replacing("<stw.01J1ABCDEF@shop.example>", with: id).replacing("<stw.01J1ABCDEG@shop.example>", with: id)
                    .utf8)
        )
        .arrivals
    }

    @Test func `a bounce of our mail is a failed receipt with the server's words`() throws {
        let id = ids.make(for: "entry")
        #expect(
            try report("bounce_dsn", about: id) == [
                .receipt(
                    ArrivedReceipt(
                        target: RemoteMessageID(id), status: .failed, reason: "5.1.1: 550 5.1.1 User unknown",
                        at: Timestamp(rfc3339: "2026-07-02T10:00:05Z")))
            ])
    }

    @Test func `a delay is pending, a read receipt is read`() throws {
        let id = ids.make(for: "entry")
        guard case .receipt(let delayed)? = try report("bounce_delayed", about: id).first else { throw NoMessage() }
        #expect(delayed.status == .pending)
        guard case .receipt(let read)? = try report("mdn_read_receipt", about: id).first else { throw NoMessage() }
        #expect(read.status == .read && read.target.rawValue == id)
    }

    @Test func `a bounce of somebody else's mail is shown as a mail`() throws {
        guard case .message(let message)? = try report("bounce_dsn", about: "<other@shop.example>").first else {
            throw NoMessage()
        }
        #expect(!message.needsAnswer)
    }

    // MARK: What is no mail

    @Test func `what is no mail is refused with a reason, and nothing fails`() {
        #expect(interpret([]).refused.map(\.reason) == ["the mail has no header"])
        #expect(interpret(Array("just text".utf8)).refused.count == 1)
        let lost = RawDelivery(origin: .poll, body: [], context: "{]", receivedAt: noon)
        #expect(MailReader(account: shopAccount(), ownIDs: ids).interpret(lost).refused.count == 1)
    }

    @Test func `what is kept survives being written and read`() throws {
        let keep = MailKeep(
            messageID: "<a@x>", references: ["<b@x>"], answerTo: [MailAddress(name: "Ana \"L\"", address: "a@x.example")],
            subject: "Grüße\n",
            mailbox: "INBOX", uidValidity: 4_000_000_000, uid: 1)
        #expect(MailKeep(text: keep.text) == keep)
        let context = MailContext(mailbox: "Entwürfe", isSent: true, uidValidity: 1, uid: 2, internalDate: nil)
        #expect(MailContext(text: context.text) == context)
        let cursor = MailboxCursor(uidValidity: 1, uid: 2, historyTo: 3, newest: noon)
        #expect(MailboxCursor(cursor.stored) == cursor)
        #expect(MailboxCursor(StreamCursor("nonsense")) == nil)
    }
}

extension RemoteMessageID: ExpressibleByStringLiteral {
    init(stringLiteral value: String) { self.init(value) }
}

extension RemoteAuthorID: ExpressibleByStringLiteral {
    init(stringLiteral value: String) { self.init(value) }
}
