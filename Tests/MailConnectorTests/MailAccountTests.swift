import ConnectorKit
import CurlHTTP
import InboxModel
import Testing

@testable import MailConnector

struct MailAccountTests {
    static let form = [
        "imap_host": "imap.shop.example", "smtp_host": "smtp.shop.example", "smtp_security": "starttls", "user": "support",
        "password": " keeps its blanks ", "address": "support@shop.example", "name": "Shop Support",
    ]

    @Test func `a filled form is an account, with the usual ports`() throws {
        let account = try MailAccount(Self.form)
        #expect(account.imap == MailServer(host: "imap.shop.example", port: 993, security: .tls))
        #expect(account.smtp == MailServer(host: "smtp.shop.example", port: 587, security: .startTLS))
        #expect(account.password == " keeps its blanks ")
        #expect(account.folder == "INBOX")
        #expect(account.sentFolder == nil)
    }

    @Test func `all that is optional is read`() throws {
        let account = try MailAccount(
            Self.form.merging([
                "imap_port": "10143", "imap_security": "none", "folder": "Support/Neu", "sent_folder": "Sent",
                "sent_is_kept": "true",
                "trash_folder": "Trash", "also_ours": "info@shop.example, sales@shop.example",
            ]) { $1 })
        #expect(account.imap == MailServer(host: "imap.shop.example", port: 10_143, security: .plain))
        #expect(account.folder == "Support/Neu")
        #expect(account.sentIsKept)
        #expect(account.alsoOurs == ["info@shop.example", "sales@shop.example"])
    }

    @Test func `every mistake is named at once`() throws {
        let failure = #expect(throws: ConnectorFailure.self) {
            try MailAccount([
                "imap_host": "a\r\nb", "imap_port": "70000", "imap_security": "ssl", "user": "", "password": "x\ny",
                "address": "Support <support@shop.example>", "sent_is_kept": "maybe", "also_ours": "nobody",
            ])
        }
        #expect(failure?.label == .config)
        #expect(
            failure?.message
                == "The mail settings cannot be used: `imap_host` holds a control character; "
                + "`imap_security` is tls, starttls or none, not 'ssl'; `imap_port` is a number from 1 to 65535, not '70000'; "
                + "`smtp_host` is missing; `user` is missing; `password` holds a control character; "
                + "`address`: 'Support <support@shop.example>' is no mail address; `also_ours`: 'nobody' is no mail address; "
                + "`sent_is_kept` is true or false, not 'maybe'.")
    }

    @Test func `our ids are the same on every try and nobody else's`() {
        let ids = OwnMessageID(secret: shopSecret, domain: "shop.example")
        let id = ids.make(for: "entry 1")
        #expect(id == ids.make(for: "entry 1"))
        #expect(id != ids.make(for: "entry 2"))
        #expect(id.hasPrefix("<stw.") && id.hasSuffix("@shop.example>"))
        #expect(ids.isOurs(id))
        #expect(ids.isOurs(id.replacing("@shop.example", with: "@new-name.example")))
        #expect(!OwnMessageID(secret: [1], domain: "shop.example").isOurs(id))
    }

    @Test(arguments: [
        "", "<>", "<stw.a.b@shop.example>", "<stw.@shop.example>", "<stw..@x>", "stw.a.b", "<CAE1@mail.customer.example>",
    ])
    func `an id without our mark is not ours`(_ id: String) {
        #expect(!OwnMessageID(secret: shopSecret, domain: "shop.example").isOurs(id))
    }
}
