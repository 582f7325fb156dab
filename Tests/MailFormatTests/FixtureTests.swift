import MailFormat
import Testing

/// Every fixture mail gives what its expectation says. The expectations were derived with another MIME reader.
struct FixtureTests {
    @Test func `the fixtures are there`() {
        #expect(Fixture.all.count == 25)
    }

    @Test(arguments: Fixture.all) func `headers read as expected`(_ fixture: Fixture) throws {
        let (mail, expected) = (try fixture.mail(), try fixture.expectation())
        #expect(mail.messageID == expected.messageId)
        #expect(mail.inReplyTo == expected.inReplyTo)
        #expect(mail.references == expected.references)
        #expect(mail.date?.iso == expected.dateUtc)
        #expect(mail.from.map(Expectation.Mailbox.init) == expected.from)
        #expect(mail.replyTo.map(Expectation.Mailbox.init) == expected.replyTo)
        #expect(mail.to.map(Expectation.Mailbox.init) == expected.to)
        #expect(mail.cc.map(Expectation.Mailbox.init) == expected.cc)
        #expect(mail.subject == expected.subject)
        #expect((mail.automaticSign != nil) == expected.automatic)
        #expect(mail.reportType == expected.report)
        #expect(!mail.isCutShort)
    }

    @Test(arguments: Fixture.all) func `texts read as expected`(_ fixture: Fixture) throws {
        let (mail, expected) = (try fixture.mail(), try fixture.expectation())
        #expect(mail.htmlText == expected.html)
        if let length = expected.textLength {
            #expect(mail.plainText?.unicodeScalars.count == length)
        } else {
            #expect(mail.plainText == expected.text)
        }
    }

    @Test(arguments: Fixture.all) func `attachments read as expected`(_ fixture: Fixture) throws {
        let (mail, expected) = (try fixture.mail(), try fixture.expectation())
        #expect(mail.attachments.map(\.fileName) == expected.attachments.map(\.filename))
        #expect(mail.attachments.map(\.type) == expected.attachments.map(\.type))
        #expect(mail.attachments.map(\.contentID) == expected.attachments.map(\.contentId))
        #expect(mail.attachments.map(\.isInline) == expected.attachments.map(\.inline))
        for (attachment, file) in zip(mail.attachments, expected.attachments) {
            if let size = file.size { #expect(attachment.content.count == size) }
            if let safe = file.safeFilename { #expect(attachment.safeName == safe) }
        }
    }
}

extension Expectation.Mailbox {
    init(_ address: MailAddress) { self.init(name: address.name, address: address.address) }
}
