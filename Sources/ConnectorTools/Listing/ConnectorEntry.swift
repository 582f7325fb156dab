import ConnectorKit
public import Expressions
import InboxModel

/// A connector on one line: what it reads, what it can do, and what of that its tapes prove.
public struct ConnectorEntry: Sendable {
    public var name: String
    public var version: String
    public var title: String
    public var kinds: [String]
    public var actions: [String]
    /// `9 of 9`: kinds, actions and error labels that a tape reaches.
    public var proven: String
    public var isBroken: Bool

    public init(_ rehearsal: ConnectorRehearsal) {
        let folder = rehearsal.folder
        name = folder.name
        version = folder.manifest?.version ?? "-"
        title = folder.manifest?.title ?? "has mistakes: stellwerk connector check \(folder.path)"
        kinds = folder.manifest?.compiled == nil ? folder.manifest?.kinds ?? [] : ["mail"]
        var seen: Set<String> = []
        let verbs =
            folder.manifest?.compiled == nil ? folder.manifest?.actions.map(\.verb.rawValue) ?? [] : ["reply", "publish"]
        actions = verbs.filter { seen.insert($0).inserted }
        isBroken = folder.manifest == nil
        if let coverage = rehearsal.coverage {
            let reached = coverage.kinds.count + coverage.actions.count + coverage.labels.count
            proven = "\(reached) of \(reached + coverage.missing.count)"
        } else {
            proven = folder.manifest?.compiled == nil ? "-" : "compiled"
        }
    }

    public var cells: [String] { [name, version, title, kinds.joined(separator: " "), actions.joined(separator: " "), proven] }

    public static let header = ["CONNECTOR", "VERSION", "TITLE", "KINDS", "ACTIONS", "TAPES"]

    public var json: JSON {
        [
            "name": .string(name), "version": .string(version), "title": .string(title),
            "kinds": .array(kinds.map(JSON.string)), "actions": .array(actions.map(JSON.string)), "tapes": .string(proven),
            "broken": .bool(isBroken),
        ]
    }
}
