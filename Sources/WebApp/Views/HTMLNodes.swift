import Expressions
import HTMLTree

/// Stored safe HTML as the page takes it: text as strings, elements as `{"e": name, "href": …, "role": …, "c": [children]}`. The
/// page builds elements from it one by one; nothing is ever parsed as markup there.
func htmlNodes(_ stored: String) -> JSON { .array(HTMLMarkup.parse(stored).nodes.map(\.json)) }

extension HTMLNode {
    fileprivate var json: JSON {
        switch self {
        case .text(let text): return .string(text)
        case .lineBreak: return ["e": "br"]
        case .element(let element):
            var object = JSONObject([("e", .string(element.tag.rawValue)), ("c", .array(element.children.map(\.json)))])
            if let href = element.href { object["href"] = .string(href) }
            if let role = element.role { object["role"] = .string(role.rawValue) }
            return .object(object)
        }
    }
}
