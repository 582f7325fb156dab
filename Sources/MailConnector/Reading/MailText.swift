import HTMLTree
import MailFormat

/// The text of a mail as the inbox shows and searches it.
struct MailText {
    /// What the sender wrote now. The earlier mail that an answer carries along stands in `html` alone, so that rules and search
    /// look at new words only.
    let shown: String
    /// The whole mail as a safe tree, serialised; nil where `shown` is all there is.
    let html: String?

    init(_ mail: Mail) {
        let whole = mail.text { HTMLMarkup.plainText(of: HTMLMarkup.parse($0).nodes, addresses: .spelledOut) }
        // What a forwarded or first mail carries along is news to us.
        let split = mail.ancestors.isEmpty || Self.isForwarded(mail.subject) ? nil : QuoteSplit(whole)
        shown = split.map(\.new) ?? Self.trimmed(whole)
        if let html = mail.html {
            self.html = HTMLMarkup.serialise(HTMLMarkup.parse(html).nodes)
        } else {
            html = split?.quoted.map { Self.html(split?.new ?? "", quoted: $0) }
        }
    }

    private static func html(_ new: String, quoted: String) -> String {
        let unmarked = quoted.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.hasPrefix("> ") ? line.dropFirst(2) : line.hasPrefix(">") ? line.dropFirst() : line
        }
        let earlier = "<blockquote>" + HTMLMarkup.paragraphs(of: unmarked.joined(separator: "\n")) + "</blockquote>"
        return HTMLMarkup.paragraphs(of: new) + earlier
    }

    private static func trimmed(_ text: String) -> String {
        guard let first = text.firstIndex(where: { !$0.isNewline }), let last = text.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(text[first...last])
    }

    private static func isForwarded(_ subject: String) -> Bool {
        let word = subject.prefix { $0 != ":" }.lowercased()
        return ["fwd", "fw", "wg", "tr", "rv", "i", "vb", "doorst", "enc", "pd"].contains(word)
    }
}
