import MailFormat
import Testing

struct ReportTests {
    private func fixture(_ name: String) throws -> Mail { try #require(Fixture.all.first { $0.name == name }).mail() }

    @Test func `a bounce names our mail, whom it missed and why`() throws {
        guard case .delivery(let report) = try fixture("bounce_dsn").report else { throw Unexpected() }
        #expect(report.originalMessageID == "<stw.01J1ABCDEF@shop.example>")
        #expect(report.failure?.address == "ana.lopez@customer.example")
        #expect(report.failure?.status == "5.1.1")
        #expect(report.failure?.diagnostic == "550 5.1.1 User unknown")
    }

    @Test func `a delay is no failure`() throws {
        guard case .delivery(let report) = try fixture("bounce_delayed").report else { throw Unexpected() }
        #expect(report.originalMessageID == "<stw.01J1ABCDEG@shop.example>")
        #expect(report.recipients.map(\.action) == [.delayed])
        #expect(report.failure == nil)
    }

    @Test func `a read receipt names our mail`() throws {
        guard case .disposition(let report) = try fixture("mdn_read_receipt").report else { throw Unexpected() }
        #expect(report.originalMessageID == "<stw.01J1ABCDEF@shop.example>")
        #expect(report.isDisplayed)
    }

    @Test func `a report whose fields are broken is still a report`() {
        let mail = mail(
            lines: """
                Content-Type: multipart/report; report-type=delivery-status; boundary=b

                --b
                Content-Type: message/delivery-status

                garbage without a colon

                more garbage
                Action: failed
                Final-Recipient: rfc822;a@x.example
                --b--
                """)
        guard case .delivery(let report) = mail.report else {
            Issue.record("no report")
            return
        }
        #expect(report.originalMessageID == nil)
        #expect(report.recipients.map(\.address) == ["a@x.example"])
    }

    @Test(
        arguments: [
            ("Auto-Submitted: auto-replied", AutomaticSign.autoSubmitted), ("Auto-Submitted: no", nil),
            ("Auto-Submitted: No (a person)", nil),
            ("Auto-Submitted: notify", .autoSubmitted), ("List-Id: <x.example>", .list),
            ("List-Unsubscribe: <mailto:u@x.example>", .list),
            ("Precedence: Bulk", .precedence), ("Precedence: first-class", nil), ("X-Auto-Response-Suppress: OOF", .suppressed),
            ("X-Auto-Response-Suppress: None", nil), ("Return-Path: <>", .emptyReturnPath), ("Return-Path: <a@x.example>", nil),
            ("X: 1", nil),
        ] as [(String, AutomaticSign?)])
    func `automatic mails show themselves`(_ field: String, _ expected: AutomaticSign?) {
        #expect(mail(lines: "\(field)\n\nx").automaticSign == expected)
    }

    private struct Unexpected: Error {}
}
