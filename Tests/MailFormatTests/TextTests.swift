import MailFormat
import Testing

struct TextTests {
    private func shown(_ mail: Mail) -> String { mail.text { "[" + $0 + "]" } }

    @Test func `the plain form of a text is preferred`() {
        let mail = mail(
            lines: """
                Content-Type: multipart/alternative; boundary=b

                --b
                Content-Type: text/plain

                plain
                --b
                Content-Type: text/html

                <p>html
                --b
                Content-Type: text/calendar

                BEGIN:VCALENDAR
                --b--
                """)
        #expect(shown(mail) == "plain")
        #expect(mail.html == "<p>html")
        #expect(mail.attachments.map(\.type) == ["text/calendar"])
    }

    @Test func `an empty plain form gives way to the HTML`() {
        let mail = mail(
            lines: "Content-Type: multipart/alternative; boundary=b\n\n--b\n\n \n--b\nContent-Type: text/html\n\n<p>x\n--b--")
        #expect(shown(mail) == "[<p>x]")
    }

    @Test func `a footer behind an HTML mail does not hide the mail`() {
        let mail = mail(
            lines: """
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: text/html

                <p>Hello
                --b
                Content-Type: text/plain

                This mail was scanned & found <clean>
                --b--
                """)
        #expect(shown(mail) == "[<p>Hello]\nThis mail was scanned & found <clean>")
        #expect(mail.html == "<p>Hello\n<pre>This mail was scanned &amp; found &lt;clean&gt;</pre>")
    }

    @Test func `text around an image is one text`() {
        let mail = mail(
            lines: """
                Content-Type: multipart/mixed; boundary=b

                --b

                before
                --b
                Content-Type: image/png; name=x.png
                Content-Disposition: inline

                x
                --b

                after
                --b
                Content-Type: text/plain; name=log.txt

                a log
                --b--
                """)
        #expect(shown(mail) == "before\nafter")
        #expect(mail.attachments.map(\.fileName) == ["x.png", "log.txt"])
        #expect(mail.html == nil)
    }

    @Test func `the root of a related text is named by its start`() {
        let mail = mail(
            lines: """
                Content-Type: multipart/related; boundary=b; start="<root@x>"

                --b
                Content-Type: image/png
                Content-ID: <i@x>

                x
                --b
                Content-Type: text/html
                Content-ID: <root@x>

                <img src=cid:i@x>
                --b--
                """)
        #expect(mail.htmlText == "<img src=cid:i@x>")
        #expect(mail.attachments.map(\.isInline) == [true])
        #expect(mail.attachments.map(\.contentID) == ["i@x"])
    }

    @Test func `a forwarded mail is a file, its ids and texts are its own`() throws {
        let mail = try #require(Fixture.all.first { $0.name == "forwarded_rfc822" }).mail()
        #expect(shown(mail) == "Bitte kümmern.")
        let inner = Mail(try #require(mail.attachments.first).content)
        #expect(inner.messageID == "<inner@customer.example>")
        #expect(inner.plainText == "Ich bin sehr unzufrieden.")
    }

    @Test func `line ends become one, controls go`() {
        let mail = Mail(Array("\r\na\r\nb\rc\u{1B}[31m\u{0}d\te\u{7}".utf8))
        #expect(mail.plainText == "a\nb\nc[31md\te")
    }

    @Test func `format flowed is undone for the reader`() throws {
        let mail = try #require(Fixture.all.first { $0.name == "format_flowed" }).mail()
        #expect(
            shown(mail) == """
                This paragraph is one line for the reader although it takes three lines on the wire.
                > quoted text that also flows
                From here the space was stuffed.

                -- 
                Flo

                """)
    }

    @Test func `delsp removes the blank that marks the break`() {
        let mail = mail(lines: "Content-Type: text/plain; format=flowed; delsp=yes\n\n日本 \n語\n>> a \n> b")
        #expect(shown(mail) == "日本語\n>> a\n> b")
    }
}
