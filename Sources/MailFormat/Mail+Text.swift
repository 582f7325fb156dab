extension Mail {
    /// The first plain text as it stands, soft breaks included; nil where the mail has none.
    public var plainText: String? {
        contents.sections.lazy.compactMap(\.plain).first?.text(limit: limits.textBytes)
    }

    /// The first HTML text as it stands: hostile until it went through a sanitiser. nil where the mail has none.
    public var htmlText: String? {
        contents.sections.lazy.compactMap(\.html).first?.text(limit: limits.textBytes)
    }

    /// The text a reader sees: plain where there is one with something in it, else made from HTML; soft breaks undone.
    /// - Parameter fromHTML: makes plain text of hostile HTML.
    public func text(fromHTML: (String) -> String) -> String {
        var texts: [String] = []
        var left = limits.textBytes
        for section in contents.sections where left > 0 {
            let text = Self.text(of: section, limit: left, fromHTML)
            if text.contains(where: { !$0.isWhitespace }) { texts.append(text) }
            left -= text.utf8.count
        }
        return texts.joined(separator: "\n")
    }

    private static func text(of section: MailContents.Section, limit: Int, _ fromHTML: (String) -> String) -> String {
        if let part = section.plain {
            let text = readable(part, limit: limit)
            if section.html == nil || text.contains(where: { !$0.isWhitespace }) { return text }
        }
        return section.html.map { fromHTML($0.text(limit: limit)) } ?? ""
    }

    private static func readable(_ part: MailPart, limit: Int) -> String {
        let text = part.text(limit: limit)
        guard part.parameters["format"]?.lowercased() == "flowed" else { return text }
        return FlowedText.unflow(text, deletesSpace: part.parameters["delsp"]?.lowercased() == "yes")
    }

    /// All HTML of the mail in order, plain stretches between it escaped; nil where no stretch is HTML. Hostile until it went
    /// through a sanitiser.
    public var html: String? {
        guard contents.sections.contains(where: { $0.html != nil }) else { return nil }
        var pieces: [String] = []
        var left = limits.textBytes
        for section in contents.sections where left > 0 {
            let piece =
                section.html.map { $0.text(limit: left) }
                ?? section.plain.map { "<pre>" + Self.escaped(Self.readable($0, limit: left)) + "</pre>" }
            if let piece { pieces.append(piece) }
            left -= piece?.utf8.count ?? 0
        }
        return pieces.joined(separator: "\n")
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "&": escaped += "&amp;"
            default: escaped.append(character)
            }
        }
        return escaped
    }
}
