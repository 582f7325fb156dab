import Expressions
import InboxModel

/// What a page must be read with beside its bytes: kept with them, so that a replay reads the same.
struct PageContext {
    /// The item a child stream ran for.
    var parent: JSON?
    /// Ids a re-reading asked for; nil for an ordinary page.
    var asked: [String]?

    /// Which part of its items a page brings, where it is handed over in two; nil for a whole page.
    var part: Int64?
    /// The name of a server-sent event; nil for what was polled.
    var event: String?

    init(parent: JSON? = nil, asked: [String]? = nil, part: Int64? = nil, event: String? = nil) {
        (self.parent, self.asked, self.part, self.event) = (parent, asked, part, event)
    }

    init(_ text: String?) {
        guard let text, let value = try? JSON(parsing: text) else { return }
        parent = value["parent"].orNil
        part = value["part"].int64
        event = value["event"].text
        asked = value["asked"].elements.map { $0.compactMap(\.text) }
    }

    var text: String? {
        guard parent != nil || asked != nil || part != nil || event != nil else { return nil }
        var object = JSONObject()
        object["parent"] = parent
        object["asked"] = asked.map { .array($0.map(JSON.string)) }
        object["part"] = part.map(JSON.integer)
        object["event"] = event.map(JSON.string)
        return JSON.object(object).encodedText()
    }

    /// The stream whose map reads the page.
    func streamName(_ name: String) -> String {
        name.hasSuffix(recheckSuffix) ? String(name.dropLast(recheckSuffix.count)) : name
    }
}
