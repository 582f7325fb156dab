import ConnectorKit
import Expressions
import InboxModel

/// Compares what came with what a tape expects: only what is written counts, and ids are texts however they are written.
struct ItemComparison {
    /// Differences between the expected items and those that came, in order.
    static func problems(_ expected: [TapeValue], _ items: [JSON], at place: SourcePlace) -> [TapeProblem] {
        var problems: [TapeProblem] = []
        for (index, wanted) in expected.enumerated() {
            guard items.indices.contains(index) else {
                problems.append(TapeProblem("items[\(index)] did not come: \(wanted.json.encodedText())", at: wanted.place))
                continue
            }
            problems += differences(wanted, items[index], "items[\(index)]")
        }
        for (index, item) in items.enumerated().dropFirst(expected.count) {
            problems.append(TapeProblem("items[\(index)] came and is not expected: \(item.encodedText())", at: place))
        }
        return problems
    }

    /// Differences between a written value and one that came.
    static func differences(_ wanted: TapeValue, _ value: JSON, _ path: String) -> [TapeProblem] {
        if let members = wanted.members {
            return members.flatMap { key, wanted in differences(wanted, member(key, of: value), "\(path).\(key)") }
        }
        if let elements = wanted.elements {
            let found = value.elements ?? []
            guard found.count == elements.count else {
                return [
                    TapeProblem(path, expected: "\(elements.count) of them", got: value.encodedText(), at: wanted.place)
                ]
            }
            return zip(elements, found).enumerated().flatMap { index, pair in
                differences(pair.0, pair.1, "\(path)[\(index)]")
            }
        }
        guard !isSame(wanted.json, bare(value), path) else { return [] }
        return [
            TapeProblem(path, expected: shown(wanted.json), got: shown(bare(value)), at: wanted.place)
        ]
    }

    private static func member(_ key: String, of value: JSON) -> JSON {
        // `private`, `mine`, `gone` are left out where they are false.
        if value[key].isNull, ["private", "mine", "gone"].contains(key) { return false }
        return value[key]
    }

    /// `author: "7"` and `post: "12"` name an object by its id.
    private static func bare(_ value: JSON) -> JSON {
        guard case .object(let object) = value, let id = object["id"] else { return value }
        return id
    }

    private static func isSame(_ wanted: JSON, _ value: JSON, _ path: String) -> Bool {
        if wanted == value { return true }
        if path.hasSuffix("at"), let a = moment(wanted), let b = moment(value) { return a == b }
        switch (wanted, value) {
        case (.null, _), (_, .null), (.object, _), (_, .object), (.array, _), (_, .array): return false
        default: return (wanted.text ?? wanted.encodedText()) == (value.text ?? value.encodedText())
        }
    }

    private static func moment(_ value: JSON) -> Timestamp? {
        if let seconds = value.int64 { return Timestamp(seconds: seconds) }
        return value.text.flatMap(Timestamp.init(rfc3339:))
    }

    private static func shown(_ value: JSON) -> String { value.isNull ? "nothing" : value.text ?? value.encodedText() }
}
