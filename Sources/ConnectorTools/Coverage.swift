public import ConnectorKit
import InboxModel

/// What a connector's tapes reach: every inbound kind, every action and every error label its manifest names.
public struct Coverage: Sendable, Hashable {
    /// Kinds a tape brought, in the order of the manifest.
    public var kinds: [String] = []
    public var missingKinds: [String] = []
    public var actions: [String] = []
    public var missingActions: [String] = []
    public var labels: [String] = []
    public var missingLabels: [String] = []

    public var isComplete: Bool { missingKinds.isEmpty && missingActions.isEmpty && missingLabels.isEmpty }

    /// What tapes that are right reached.
    public init(_ manifest: CompiledManifest, _ playbacks: [Playback]) {
        let right = playbacks.filter(\.isRight)
        let reached = Set(right.flatMap(\.arrivals).map(\.kindWord))
        for kind in manifest.kinds {
            if reached.contains(kind) { kinds.append(kind) } else { missingKinds.append(kind) }
        }
        let done = Set(right.compactMap(\.action))
        for (index, action) in manifest.actions.enumerated() {
            // `for: [comment, mine]` is one action to its author, whichever of both an item takes it by.
            let isDone = done.contains(index) || done.contains { manifest.actions[$0].isWritten(as: action) }
            if isDone { actions.append(action.words) } else { missingActions.append(action.words) }
        }
        let met = right.reduce(into: Set<ErrorLabel>()) { $0.formUnion($1.labels) }
        for label in manifest.declaredLabels {
            if met.contains(label) { labels.append(label.rawValue) } else { missingLabels.append(label.rawValue) }
        }
    }

    /// One line for each thing without a tape.
    public var missing: [String] {
        missingKinds.map { "no tape brings a `\($0)`" } + missingActions.map { "no tape carries out `\($0)`" }
            + missingLabels.map { "no tape reaches the error label `\($0)`" }
    }
}

extension CompiledManifest {
    /// Every kind a stream maps to, once.
    public var kinds: [String] {
        var seen: Set<String> = []
        return streams.flatMap { $0.items.flatMap { $0.kinds.map(\.kind.rawValue) } }.filter { seen.insert($0).inserted }
    }

    /// Every label the manifest's own table names, once.
    var declaredLabels: [ErrorLabel] {
        var seen: Set<ErrorLabel> = []
        return errors.tests.map(\.label).filter { seen.insert($0).inserted }
    }
}

extension CompiledManifest.Action {
    /// Whether both come from the same lines of the manifest.
    fileprivate func isWritten(as other: CompiledManifest.Action) -> Bool {
        guard verb == other.verb, let place = steps.first?.request.path.text.place else { return false }
        return place == other.steps.first?.request.path.text.place
    }

    /// `reply`, or `reply (mention)` where it is for some kinds only.
    var words: String {
        let kinds = ability.kinds.map(\.rawValue) + (ability.oursOnly ? ["mine"] : [])
        return kinds.isEmpty ? verb.rawValue : "\(verb.rawValue) (\(kinds.joined(separator: ", ")))"
    }
}

extension Arrival {
    /// The kind it has in a manifest; a removal has none.
    fileprivate var kindWord: String {
        switch self {
        case .message(let message): message.kind.rawValue
        case .reaction: "reaction"
        case .receipt: "receipt"
        case .place: "place"
        case .post, .removal: ""
        }
    }
}
