extension HTMLMarkup {
    /// The canonical HTML of a tree: only the vocabulary of `HTMLElement`, only `href` and `class`, all text escaped.
    /// Reading it again gives the same tree.
    public static func serialise(_ nodes: [HTMLNode]) -> String {
        var html = ""
        write(nodes, to: &html)
        return html
    }

    /// Text that stands for itself in HTML, in an attribute's value too.
    public static func escape(_ text: String) -> String {
        var html = ""
        escape(text, to: &html)
        return html
    }

    /// HTML of a text that someone wrote in a plain box: empty lines part paragraphs, other line ends become `<br>`.
    public static func paragraphs(of text: String) -> String {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        return lines.split { $0.allSatisfy(\.isWhitespace) }
            .map { "<p>\($0.map { escape(String($0)) }.joined(separator: "<br>"))</p>" }
            .joined()
    }

    private static func write(_ nodes: [HTMLNode], to html: inout String) {
        for node in nodes {
            switch node {
            case .text(let text): escape(text, to: &html)
            case .lineBreak: html += "<br>"
            case .element(let element): write(element, to: &html)
            }
        }
    }

    private static func write(_ element: HTMLElement, to html: inout String) {
        html += "<\(element.tag.rawValue)"
        if let href = element.href {
            html += " href=\""
            escape(href, to: &html)
            html += "\""
        }
        if let role = element.role { html += " class=\"\(role.rawValue)\"" }
        html += ">"
        write(element.children, to: &html)
        html += "</\(element.tag.rawValue)>"
    }

    private static func escape(_ text: String, to html: inout String) {
        // Most text needs nothing.
        guard text.utf8.contains(where: { $0 == 0x26 || $0 == 0x3C || $0 == 0x3E || $0 == 0x22 || $0 == 0x27 }) else {
            html += text
            return
        }
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": html += "&amp;"
            case "<": html += "&lt;"
            case ">": html += "&gt;"
            case "\"": html += "&quot;"
            case "'": html += "&#39;"
            default: html.unicodeScalars.append(scalar)
            }
        }
    }
}
