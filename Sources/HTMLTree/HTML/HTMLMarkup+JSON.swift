extension HTMLMarkup {
    /// The tree as JSON, for a page that builds its elements one by one: a list of nodes, each a string of text or
    /// `{"e": tag, "href": ..., "class": ..., "c": [nodes]}` with only the keys that say something.
    public static func json(of nodes: [HTMLNode]) -> String {
        var json = ""
        write(nodes, to: &json)
        return json
    }

    private static func write(_ nodes: [HTMLNode], to json: inout String) {
        json += "["
        for (place, node) in nodes.enumerated() {
            if place > 0 { json += "," }
            switch node {
            case .text(let text): quote(text, to: &json)
            case .lineBreak: json += #"{"e":"br"}"#
            case .element(let element): write(element, to: &json)
            }
        }
        json += "]"
    }

    private static func write(_ element: HTMLElement, to json: inout String) {
        json += "{\"e\":\"\(element.tag.rawValue)\""
        if let href = element.href {
            json += ",\"href\":"
            quote(href, to: &json)
        }
        if let role = element.role { json += ",\"class\":\"\(role.rawValue)\"" }
        json += ",\"c\":"
        write(element.children, to: &json)
        json += "}"
    }

    private static func quote(_ text: String, to json: inout String) {
        json += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": json += "\\\""
            case "\\": json += "\\\\"
            case "\n": json += "\\n"
            case "\t": json += "\\t"
            // The other controls never come out of the parser, but a tree can be made by hand. The two separators
            // end a line in older JavaScript.
            case "\0"..<" ", "\u{7F}", "\u{2028}", "\u{2029}":
                let digits = String(scalar.value, radix: 16)
                json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: json.unicodeScalars.append(scalar)
            }
        }
        json += "\""
    }
}
