import FoundationEssentials

struct WordPressPost: Sendable {
    var id: Int64
    var slug: String
    var title: String
    var excerpt: String
    var at: Date
    /// Closed for comments.
    var isClosed = false

    func link(_ origin: String) -> String { "\(origin)/2026/07/\(slug)/" }
}

struct WordPressComment: Sendable {
    enum Status: String, Sendable { case approved, hold, spam, trash }

    var id: Int64
    var post: Int64
    var parent: Int64
    /// 0 for a guest.
    var author: Int64 = 0
    var name: String
    var email: String
    var content: String
    var status = Status.approved
    var type = "comment"
    var at: Date
    var isEdited = false
}

/// Texts as WordPress makes HTML of them.
enum WordPressText {
    /// Paragraphs and line breaks, with typographic quotes; markup of an editor is kept, a guest's was filtered before.
    static func rendered(_ text: String) -> String {
        text.split(separator: "\n\n").map { paragraph in
            let lines = paragraph.split(separator: "\n").joined(separator: "<br />\n")
            return "<p>\(typographic(lines))</p>\n"
        }.joined()
    }

    /// An apostrophe becomes `&#8217;`, a lone `&` or `<` is written out; what is an entity or a tag already stays.
    private static func typographic(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let character = rest.popFirst() {
            switch character {
            case "'": result += "&#8217;"
            case "&":
                result += rest.prefix(8).contains(";") && rest.first.map { $0.isLetter || $0 == "#" } == true ? "&" : "&amp;"
            case "<": result += rest.first.map { $0.isLetter || $0 == "/" } == true ? "<" : "&lt;"
            default: result.append(character)
            }
        }
        return result
    }

    /// What a reader sees of what was sent.
    static func plain(_ text: String) -> String {
        var result = text
        for (entity, sign) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
            result = result.split(separator: entity, omittingEmptySubsequences: false).joined(separator: sign)
        }
        return result
    }

    /// A guest's markup is taken out.
    static func filtered(_ text: String) -> String {
        text.split(separator: "<", omittingEmptySubsequences: false).joined(separator: "&lt;")
    }
}
