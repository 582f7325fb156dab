import ConnectorTools
import Expressions
import FoundationEssentials
import StellwerkService

extension Command {
    static let connectorCommands = [
        Command(
            name: "connector list", summary: "connectors with what they read and do, and platforms that let nobody in",
            run: listConnectors),
        Command(
            name: "connector new", operands: ["NAME"],
            flags: [
                Flag(name: "like", value: "CONNECTOR", summary: "begin with a copy of this one and its tapes"),
                Flag(name: "title", value: "TEXT", summary: "what people call the platform"),
                Flag(name: "base", value: "URL", summary: "where its API lies"),
            ], summary: "a folder with a manifest that explains itself, and tapes that pass", run: newConnector),
        Command(
            name: "connector check", operands: ["NAME|PATH?"],
            flags: [
                Flag(name: "against", value: "FOLDER", summary: "an older version: refuse changed ids and dropped settings")
            ], summary: "every mistake of one connector, or of all, with file, line and column", run: checkConnectors),
        Command(
            name: "connector eval", operands: ["EXPR"],
            flags: [Flag(name: "connector", value: "NAME|PATH", summary: "whose definitions are in reach")],
            summary: "try an expression on the JSON of standard input: outputs, steps, where it became null",
            run: evaluateExpression),
        Command(
            name: "connector replay", operands: ["NAME|PATH?", "SCENARIO?"],
            flags: [Flag(name: "items", value: nil, summary: "show every item that came")],
            summary: "plays recorded tapes through the real engine and shows what differs", run: replayTapes),
        Command(
            name: "connector test", operands: ["NAME|PATH?"],
            summary: "plays every tape, and demands one for each kind, action and error a manifest names", run: testConnectors),
        Command(
            name: "connector docs",
            flags: [
                Flag(name: "schema", value: nil, summary: "the JSON Schema for editors instead"),
                Flag(name: "test-keys", value: nil, summary: "the public keys that tapes answer with, where tokens are signed"),
            ],
            summary: "the reference of the manifest language"
        ) { invocation in
            let text =
                invocation.has("test-keys")
                ? TestKey.published : invocation.has("schema") ? LanguageReference.schema : LanguageReference.markdown
            Terminal.print(text.hasSuffix("\n") ? String(text.dropLast()) : text)
            return .done
        },
    ]

    @Sendable private static func listConnectors(_ invocation: Invocation) async throws -> ExitStatus {
        let shelf = invocation.folders.connectors
        var entries: [ConnectorEntry] = []
        for folder in ConnectorPlaces.all(in: shelf) { entries.append(ConnectorEntry(await ConnectorRehearsal.of(folder))) }
        let unavailable = try Unavailable.read(shelf)
        if invocation.wantsJSON {
            let all: JSON = [
                "connectors": .array(entries.map(\.json)), "unavailable": .array(unavailable.map(\.json)),
            ]
            Terminal.print(all.encodedText(pretty: true))
        } else {
            Terminal.print(Terminal.table(ConnectorEntry.header, entries.map(\.cells)))
            if !unavailable.isEmpty { Terminal.print("\nLet nobody in:") }
            for platform in unavailable { Terminal.print(platform.text(Terminal.ink)) }
        }
        return entries.contains { $0.isBroken } ? .foundFaults : .done
    }

    @Sendable private static func checkConnectors(_ invocation: Invocation) async throws -> ExitStatus {
        let folders = try ConnectorPlaces.folders(invocation, invocation.operands.first)
        var notes: [ConnectorFolder.Note] = []
        for folder in folders {
            var found = folder.notes + folder.tapeNotes
            if let against = invocation["against"] {
                let old = ConnectorPlaces.older(folder.name, in: against)
                found += old.map { Succession(from: $0, to: folder).notes } ?? []
            }
            notes += found
            if !invocation.wantsJSON {
                found.forEach { Terminal.print($0.text(Terminal.ink)) }
                if found.isEmpty { Terminal.print("\(folder.name): nothing to mend") }
            }
        }
        if invocation.wantsJSON { Terminal.print(JSON.array(notes.map(\.json)).encodedText(pretty: true)) }
        return notes.contains(where: \.isError) ? .foundFaults : .done
    }

    @Sendable private static func evaluateExpression(_ invocation: Invocation) async throws -> ExitStatus {
        let folder = try invocation["connector"].map { try ConnectorPlaces.folder(invocation, $0) }
        let input: JSON
        do throws(JSONFailure) {
            input = try JSON(parsing: Terminal.standardInput())
        } catch {
            throw UsageMistake(message: "standard input is no JSON: \(error)")
        }
        let text = invocation.operands[0]
        do throws(ExpressionFailure) {
            // What a manifest binds is there to be named, if only as null.
            let names = ["settings", "account", "parent", "item", "thread", "text", "key", "files", "res", "req", "hook"]
            var bound = Dictionary(uniqueKeysWithValues: names.map { ($0, JSON.null) })
            (bound["page"], bound["now"]) = (input, .number(Builtins.standard.now()))
            let trial = try Trial(text, on: input, define: folder?.definitions ?? [], names: bound, builtins: .standard)
            Terminal.print(invocation.wantsJSON ? trial.json.encodedText(pretty: true) : trial.text(Terminal.ink))
            return trial.failure == nil ? .done : .foundFaults
        } catch {
            let caret = String(repeating: " ", count: max(0, error.column - 1)) + Terminal.ink.green("^")
            Terminal.complain("\(error)\n    \(error.sourceLine)\n    \(caret)")
            return .foundFaults
        }
    }

    @Sendable private static func newConnector(_ invocation: Invocation) async throws -> ExitStatus {
        let name = invocation.operands[0]
        guard NewConnector.isName(name) else {
            throw UsageMistake(
                message: "'\(name)' is no name for a connector: small letters, digits and hyphens, as in acme-forum")
        }
        let folder = "\(invocation.folders.connectors)/\(name)"
        guard !FileManager.default.fileExists(atPath: folder) else { throw UsageMistake(message: "\(folder) exists already") }
        let title =
            invocation["title"] ?? Terminal.ask("What is it called?", default: name.prefix(1).uppercased() + name.dropFirst())
        let model = try invocation["like"].map { try ConnectorPlaces.folder(invocation, $0) }
        if let model {
            try NewConnector(name: name, title: title, base: "").copy(of: model, to: folder)
        } else {
            let base = invocation["base"] ?? Terminal.ask("Where does its API lie?", default: "https://\(name).example/api")
            try NewConnector(name: name, title: title, base: base).write(to: folder)
        }
        Terminal.print("\(folder)\nnext: stellwerk connector replay \(name)")
        return .done
    }
}
