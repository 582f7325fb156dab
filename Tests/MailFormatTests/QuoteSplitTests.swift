import MailFormat
import Testing

struct QuoteSplitTests {
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let new: String
        var quoted: String?

        init(_ name: String, _ text: String, new: String, quoted: String? = nil) {
            (testDescription, self.text, self.new, self.quoted) = (name, text, new, quoted)
        }
    }

    static let cases = [
        Case("nothing quoted", "Hello\n\nBye\n", new: "Hello\n\nBye"),
        Case(
            "answer above",
            "Danke!\n\nAm Do., 2. Juli 2026 um 12:00 Uhr schrieb Shop Support <s@x.example>:\n\n> Guten Tag\n>> weiter\n",
            new: "Danke!",
            quoted: "Am Do., 2. Juli 2026 um 12:00 Uhr schrieb Shop Support <s@x.example>:\n\n> Guten Tag\n>> weiter"),
        Case(
            "introduction over two lines", "Yes.\n\nOn Thu, Jul 2, 2026 at 12:00 PM Shop Support\n<s@x.example> wrote:\n> Hi",
            new: "Yes.", quoted: "On Thu, Jul 2, 2026 at 12:00 PM Shop Support\n<s@x.example> wrote:\n> Hi"),
        Case(
            "introduction, text without marks", "Oui\n\nLe 2 juil. 2026 à 12:00, Shop a écrit :\n\nBonjour\nAu revoir",
            new: "Oui", quoted: "Le 2 juil. 2026 à 12:00, Shop a écrit :\n\nBonjour\nAu revoir"),
        Case("marks alone", "ok\n> earlier\n> mail", new: "ok", quoted: "> earlier\n> mail"),
        Case("answer below", "> Is it open?\n\nYes, until six.", new: "Yes, until six.", quoted: "> Is it open?"),
        Case(
            "answer below an introduction", "Am 2. Juli 2026 schrieb Shop:\n> Ist es da?\n\nJa.", new: "Ja.",
            quoted: "Am 2. Juli 2026 schrieb Shop:\n> Ist es da?"),
        Case(
            "woven in", "Am 2. Juli 2026 schrieb Shop:\n> Farbe?\nrot\n> Größe?\n42",
            new: "Am 2. Juli 2026 schrieb Shop:\n> Farbe?\nrot\n> Größe?\n42"),
        Case("woven in below new text", "Hi\n> a?\nyes\n> b?\nno", new: "Hi\n> a?\nyes\n> b?\nno"),
        Case(
            "Outlook's line", "Passt.\n\n-----Ursprüngliche Nachricht-----\nVon: Shop\nText", new: "Passt.",
            quoted: "-----Ursprüngliche Nachricht-----\nVon: Shop\nText"),
        Case(
            "Outlook's header block",
            "Fine.\n\nFrom: Shop <s@x.example>\nSent: Thursday, 2 July 2026 12:00\nTo: Ana\nSubject: Re: x\n\nHello",
            new: "Fine.",
            quoted: "From: Shop <s@x.example>\nSent: Thursday, 2 July 2026 12:00\nTo: Ana\nSubject: Re: x\n\nHello"),
        Case("a signature below the quote", "ok\n> a\n\n-- \nAna", new: "ok\n\n-- \nAna", quoted: "> a"),
        Case("a sentence with On and a colon", "On 3 days I tried:\nnothing", new: "On 3 days I tried:\nnothing"),
        Case("a sender's own From line", "From: me to you\nwith love", new: "From: me to you\nwith love"),
        Case("only a quote", "> a\n> b", new: "> a\n> b"),
        Case("empty", "\n\n", new: ""),
    ]

    @Test(arguments: cases) func `new text and carried-along mail are told apart`(_ example: Case) {
        let split = QuoteSplit(example.text)
        #expect(split.new == example.new)
        #expect(split.quoted == example.quoted)
    }

    @Test func `a hundred thousand quoted lines take no time`() {
        let text = "new\n" + String(repeating: "> On 1 wrote: From:\n", count: 100_000)
        #expect(QuoteSplit(text).new == "new")
    }
}
