import InboxModel

/// What a rule or policy applies to: questions to the message and to its conversation, nested with `all`, `any` and `not`.
///
/// ```yaml
/// when:
///   kind: [comment, mention]                  # several keys in one map: all of them
///   any:
///     - text: [kündig*, "kein Empfang"]       # any of these words and phrases, without case and accents
///     - rating: {at_most: 2}
///   not: {label: bot}
/// ```
public struct Condition: Hashable, Sendable {
    let root: Node

    indirect enum Node: Hashable, Sendable {
        case all([Node])
        case any([Node])
        case not(Node)
        /// Answered before the transaction.
        case message(MessageTest)
        /// Answered inside it.
        case state(StateTest)
    }

    init(_ root: Node) { self.root = root }

    /// Met by everything: what a missing `when` means.
    public static let always = Condition(.all([]))

    /// Teams it names: a file with a condition on a team that it does not have is wrong.
    var teams: [String] { Self.teams(in: root) }

    private static func teams(in node: Node) -> [String] {
        switch node {
        case .all(let parts), .any(let parts): parts.flatMap(teams)
        case .not(let part): teams(in: part)
        case .state(.team(let names)): names
        case .state, .message: []
        }
    }
}

/// A question to the message alone.
enum MessageTest: Hashable, Sendable {
    case channel([String])
    case connector([String])
    case kind([MessageKind])
    case visibility([Visibility])
    /// Any of these, in subject or text.
    case anyPhrase([Phrase])
    case allPhrases([Phrase])
    case pattern(TextPattern)
    case authorName([Phrase])
    /// Without a leading `@`, in lower case.
    case authorHandle([String])
    case authorRole([AuthorRole])
    /// Which ratings, 1 to 5.
    case rating(ClosedRange<Int>)
    /// `de` is met by `de-AT` too.
    case language([String])
    case attachments(Bool)
    case links(Bool)
}

/// A question to the conversation as it stands.
enum StateTest: Hashable, Sendable {
    /// Any of these.
    case label([String])
    case priority([Priority])
    case status([ConversationStatus])
    case team([String])
    /// To a team or an agent.
    case assigned(Bool)
    case goal([Goal])
    case new(Bool)

    /// What the state has that fits; nil where nothing does.
    func matches(in state: RoutingSnapshot) -> [String]? {
        switch self {
        case .label(let labels):
            let found = labels.filter(state.labels.contains)
            return found.isEmpty ? nil : found
        case .priority(let priorities): return priorities.contains(state.priority) ? [state.priority.rawValue] : nil
        case .status(let statuses): return statuses.contains(state.status) ? [state.status.rawValue] : nil
        case .team(let teams): return state.team.flatMap { teams.contains($0) ? [$0] : nil }
        case .assigned(let wanted): return (state.team != nil || state.hasAssignee) == wanted ? ["\(wanted)"] : nil
        case .goal(let goals): return state.goal.flatMap { goals.contains($0) ? [$0.rawValue] : nil }
        case .new(let wanted): return state.isNew == wanted ? ["\(wanted)"] : nil
        }
    }

    func isMet(in state: RoutingSnapshot) -> Bool {
        switch self {
        case .label(let labels): labels.contains(where: state.labels.contains)
        case .priority(let priorities): priorities.contains(state.priority)
        case .status(let statuses): statuses.contains(state.status)
        case .new(let wanted): state.isNew == wanted
        case .team, .assigned, .goal: matches(in: state) != nil
        }
    }
}
