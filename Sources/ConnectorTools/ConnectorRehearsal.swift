import ConnectorKit
public import Expressions

/// All tapes of a connector, played through the real engine, and what they reach.
public struct ConnectorRehearsal: Sendable {
    public var folder: ConnectorFolder
    public var playbacks: [Playback] = []
    /// Nil where there is nothing to cover: the manifest has mistakes, or the program itself does the work.
    public var coverage: Coverage?

    /// Plays the tapes of a folder, or the one of this name.
    public static func of(_ folder: ConnectorFolder, scenario: String? = nil) async -> ConnectorRehearsal {
        var rehearsal = ConnectorRehearsal(folder: folder)
        if let scenario { rehearsal.folder.tapeNotes.removeAll { !$0.file.hasSuffix("/\(scenario).yaml") } }
        guard let manifest = folder.manifest, manifest.compiled == nil else { return rehearsal }
        for tape in folder.tapes where scenario == nil || tape.name == scenario {
            rehearsal.playbacks.append(await Player.play(tape, manifest))
        }
        rehearsal.coverage = Coverage(manifest, rehearsal.playbacks)
        return rehearsal
    }

    /// Whether the manifest and every tape can be read, and every tape that was played is right.
    public var isRight: Bool {
        folder.manifest != nil && folder.tapeNotes.isEmpty && playbacks.allSatisfy(\.isRight)
    }

    public var passed: Int { playbacks.count(where: \.isRight) }

    /// Scenarios that went wrong, tapes that cannot be read, and a manifest that does not compile.
    public var failed: Int {
        playbacks.count - passed + Set(folder.tapeNotes.map(\.file)).count + (folder.manifest == nil ? 1 : 0)
    }

    /// The connector and how many of its tapes are right, on one line.
    public func headline(_ ink: Ink = .plain) -> String {
        guard folder.manifest?.compiled == nil else { return "\(ink.green("✓")) \(folder.name)  compiled into the program" }
        return "\(isRight ? ink.green("✓") : ink.red("✗")) \(folder.name)  \(passed) tapes"
    }

    /// What is wrong with the files, then each scenario.
    public func text(_ ink: Ink = .plain, isVerbose: Bool = false) -> String {
        let errors = folder.notes.filter { $0.severity == .error } + folder.tapeNotes
        var lines = [ink.bold(folder.name)] + errors.map { $0.text(ink) }
        if folder.manifest?.compiled != nil { lines.append("  compiled into the program, which tests it; no tapes") }
        lines += playbacks.map { $0.text(ink, isVerbose: isVerbose) }
        return lines.joined(separator: "\n")
    }

    /// For `--json`.
    public var json: JSON {
        var object = JSONObject([
            ("connector", .string(folder.name)), ("passed", .integer(Int64(passed))), ("failed", .integer(Int64(failed))),
            ("findings", .array((folder.notes + folder.tapeNotes).map(\.json))), ("scenarios", .array(playbacks.map(\.json))),
        ])
        if let coverage { object["missing"] = .array(coverage.missing.map(JSON.string)) }
        return .object(object)
    }
}
