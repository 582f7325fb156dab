/// A judge of serialised HTML that shares no code with the product: it names the first thing that a message must not
/// contain, or nil.
enum SafeHTML {
    private static let tags: Set<String> = [
        "p", "pre", "blockquote", "ul", "ol", "li", "a", "strong", "em", "del", "code", "span", "br",
    ]
    private static let schemes = ["http://", "https://", "mailto:", "tel:"]
    private static let classes: Set<String> = ["mention", "hashtag", "emoji"]

    static func complaint(about html: String) -> String? {
        var (rest, open): (Substring, [Substring]) = (html[...], [])
        while let start = rest.firstIndex(where: {
            "<>&\"'".contains($0) || $0.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" && $0 != "\t" }
        }) {
            rest = rest[start...]
            switch rest.first! {
            case "&":
                guard let entity = ["&lt;", "&gt;", "&amp;", "&quot;", "&#39;"].first(where: rest.hasPrefix) else {
                    return "bare & in \(rest.prefix(20))"
                }
                rest = rest.dropFirst(entity.count)
            case "<":
                guard let end = rest.firstIndex(of: ">") else { return "unclosed \(rest.prefix(20))" }
                let tag = rest[rest.index(after: start)..<end]
                if let complaint = complaint(aboutTag: tag, &open) { return complaint }
                rest = rest[rest.index(after: end)...]
            default: return "bare \(rest.prefix(20))"
            }
        }
        return open.isEmpty ? nil : "left open: \(open)"
    }

    private static func complaint(aboutTag tag: Substring, _ open: inout [Substring]) -> String? {
        if tag.hasPrefix("/") { return open.popLast() == tag.dropFirst() ? nil : "misnested </\(tag)>" }
        let name = tag.prefix { $0 != " " }
        guard tags.contains(String(name)) else { return "tag <\(tag)>" }
        if name != "br" { open.append(name) }
        var rest = tag.dropFirst(name.count)
        while !rest.isEmpty {
            guard let equals = rest.firstIndex(of: "="), rest[equals...].hasPrefix("=\""),
                let end = rest.dropFirst(rest.distance(from: rest.startIndex, to: equals) + 2).firstIndex(of: "\"")
            else { return "attribute in <\(tag)>" }
            let value = String(rest[rest.index(equals, offsetBy: 2)..<end])
            switch String(rest[..<equals]) {
            case " href":
                guard name == "a", schemes.contains(where: value.hasPrefix), !value.contains("\\"),
                    value.unicodeScalars.allSatisfy({
                        $0.value > 0x20 && $0.value != 0x7F && !(0x202A...0x202E).contains($0.value)
                    })
                else { return "address \(value)" }
            case " class": guard classes.contains(value) else { return "class \(value)" }
            case let other: return "attribute\(other)"
            }
            rest = rest[rest.index(after: end)...]
        }
        return nil
    }
}
