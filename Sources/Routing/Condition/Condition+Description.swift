import InboxModel

extension Condition: CustomStringConvertible {
    /// The condition as a sentence: `kind is review and rating is 1 to 2`.
    public var description: String { root.description }
}

extension Condition.Node: CustomStringConvertible {
    var description: String {
        switch self {
        case .all(let parts): parts.isEmpty ? "anything" : Self.joined(parts, with: " and ")
        case .any(let parts): Self.joined(parts, with: " or ")
        case .not(let part): "not (\(part))"
        case .message(let test): test.description
        case .state(let test): test.description
        }
    }

    private static func joined(_ parts: [Self], with word: String) -> String {
        parts.map { part in
            switch part {
            case .all(let inner) where inner.count > 1, .any(let inner) where inner.count > 1: "(\(part))"
            default: part.description
            }
        }.joined(separator: word)
    }
}

extension MessageTest: CustomStringConvertible {
    /// The key it is written under.
    var field: String {
        switch self {
        case .channel: "channel"
        case .connector: "connector"
        case .kind: "kind"
        case .visibility: "visibility"
        case .anyPhrase, .allPhrases, .pattern: "text"
        case .authorName: "author.name"
        case .authorHandle: "author.handle"
        case .authorRole: "author.role"
        case .rating: "rating"
        case .language: "language"
        case .attachments: "attachments"
        case .links: "links"
        }
    }

    var description: String {
        switch self {
        case .channel(let names), .connector(let names), .authorHandle(let names), .language(let names):
            "\(field) is \(list(names))"
        case .kind(let kinds): "kind is \(list(kinds.map(\.rawValue)))"
        case .visibility(let values): "visibility is \(list(values.map(\.rawValue)))"
        case .anyPhrase(let phrases): "text contains \(list(phrases.map { "'\($0.text)'" }))"
        case .allPhrases(let phrases): "text contains \(list(phrases.map { "'\($0.text)'" }, "and"))"
        case .pattern(let pattern): "text matches /\(pattern.text)/"
        case .authorName(let phrases): "author.name contains \(list(phrases.map { "'\($0.text)'" }))"
        case .authorRole(let roles): "author.role is \(list(roles.map(\.rawValue)))"
        case .rating(let range):
            range.count == 1 ? "rating is \(range.lowerBound)" : "rating is \(range.lowerBound) to \(range.upperBound)"
        case .attachments(let wanted): wanted ? "has attachments" : "has no attachments"
        case .links(let wanted): wanted ? "has links" : "has no links"
        }
    }
}

extension StateTest: CustomStringConvertible {
    /// The key it is written under.
    var field: String {
        switch self {
        case .label: "label"
        case .priority: "priority"
        case .status: "status"
        case .team: "team"
        case .assigned: "assigned"
        case .goal: "goal"
        case .new: "new"
        }
    }

    var description: String {
        switch self {
        case .label(let labels): "label is \(list(labels))"
        case .priority(let priorities): "priority is \(list(priorities.map(\.rawValue)))"
        case .status(let statuses): "status is \(list(statuses.map(\.rawValue)))"
        case .team(let teams): "team is \(list(teams))"
        case .assigned(let wanted): wanted ? "is assigned" : "is not assigned"
        case .goal(let goals): "goal is \(list(goals.map(\.rawValue)))"
        case .new(let wanted): wanted ? "conversation is new" : "conversation is not new"
        }
    }
}

/// `a`, `a or b`, `a, b or c`.
private func list(_ words: [String], _ conjunction: String = "or") -> String {
    guard words.count > 1 else { return words.first ?? "nothing" }
    return words.dropLast().joined(separator: ", ") + " \(conjunction) " + words[words.count - 1]
}
