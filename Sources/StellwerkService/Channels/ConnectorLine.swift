import ConnectorKit
public import Expressions
import InboxModel

/// A connector on one line, for `connector list`.
public struct ConnectorLine: Sendable {
    public var name: String
    public var version: String
    public var title: String
    public var streams: [String]
    public var verbs: [String]
    public var isBroken: Bool

    public init(_ shelf: ConnectorLibrary.Shelf) {
        name = shelf.name
        version = shelf.manifest?.version ?? "-"
        title = shelf.manifest?.title ?? "has mistakes: stellwerk connector check \(shelf.path)"
        streams = shelf.manifest?.streams.map(\.name) ?? []
        var seen: Set<String> = []
        verbs = (shelf.manifest?.actions ?? []).map(\.verb.rawValue).filter { seen.insert($0).inserted }
        isBroken = shelf.hasErrors
    }

    public var json: JSON {
        [
            "name": .string(name), "version": .string(version), "title": .string(title),
            "streams": .array(streams.map { .string($0) }), "verbs": .array(verbs.map { .string($0) }),
            "broken": .bool(isBroken),
        ]
    }
}
