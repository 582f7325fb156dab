/// What a mail shows and what it carries, sorted out of its tree of parts.
struct MailContents {
    /// One stretch of the text: the same in up to two forms.
    struct Section {
        var plain: MailPart?
        var html: MailPart?
    }

    private(set) var sections: [Section] = []
    private(set) var attachments: [MailAttachment] = []

    init(_ root: MailPart) { collect(root, isRelated: false) }

    private init() {}

    private mutating func collect(_ part: MailPart, isRelated: Bool) {
        if part.children.isEmpty {
            collectLeaf(part, isRelated: isRelated)
        } else if part.type == "multipart/alternative" {
            collectAlternatives(part)
        } else if part.type == "multipart/related" {
            collectRelated(part)
        } else {
            for child in part.children { collect(child, isRelated: isRelated) }
        }
    }

    private mutating func collectLeaf(_ part: MailPart, isRelated: Bool) {
        // A named text behind the first one is a file, whatever its disposition says.
        let isFile = part.isAttachment || (part.fileName != nil && !sections.isEmpty)
        switch part.type {
        case "text/plain" where !isFile: sections.append(Section(plain: part))
        case "text/html" where !isFile: sections.append(Section(html: part))
        default:
            let isInline = part.isInline || (isRelated && part.contentID != nil && !part.isAttachment)
            attachments.append(MailAttachment(part: part, isInline: isInline))
        }
    }

    /// The forms of one text: the first plain and the first HTML form are kept, however deep they lie.
    private mutating func collectAlternatives(_ part: MailPart) {
        var plain: [MailPart] = []
        var html: [MailPart] = []
        for child in part.children where !Self.ignoredForms.contains(child.type) {
            var form = MailContents()
            form.collect(child, isRelated: false)
            if plain.isEmpty { plain = form.sections.compactMap(\.plain) }
            if html.isEmpty { html = form.sections.compactMap(\.html) }
            attachments += form.attachments
        }
        for place in 0..<max(plain.count, html.count) {
            sections.append(
                Section(
                    plain: place < plain.count ? plain[place] : nil, html: place < html.count ? html[place] : nil))
        }
    }

    /// A text and what it shows (RFC 2387): the root part first, the others are its images.
    private mutating func collectRelated(_ part: MailPart) {
        let start = part.parameters["start"].map { $0.filter { $0 != "<" && $0 != ">" } }
        let root = part.children.firstIndex { start != nil && $0.contentID == start } ?? 0
        collect(part.children[root], isRelated: true)
        for (place, child) in part.children.enumerated() where place != root { collect(child, isRelated: true) }
    }

    /// Forms for machines that we are not.
    private static let ignoredForms: Set = ["text/x-amp-html", "text/watch-html"]
}
