import Expressions
import FoundationEssentials
import StellwerkService

extension Command {
    static let connectorCommands = [
        Command(name: "connector list", summary: "connectors with what they can do", run: listConnectors),
        Command(
            name: "connector check", operands: ["PATH?"],
            summary: "every mistake of one connector, or of all, with file, line and column", run: checkConnectors),
        Command(
            name: "connector replay", operands: ["NAME|PATH?", "SCENARIO?"],
            flags: [Flag(name: "items", value: nil, summary: "show every item that came")],
            summary: "plays recorded tapes through the real engine and shows what differs", run: replayTapes),
        Command(
            name: "connector test", operands: ["NAME|PATH?"],
            summary: "plays every tape, and demands one for each kind, action and error a manifest names", run: testConnectors),
    ]

    @Sendable private static func listConnectors(_ invocation: Invocation) async throws -> ExitStatus {
        let shelves = ConnectorLibrary.read(invocation.folders.connectors).shelves.values.sorted { $0.name < $1.name }
        let rows = shelves.map { ConnectorLine($0) }
        if invocation.wantsJSON {
            Terminal.print(JSON.list(rows.map(\.json)).encodedText(pretty: true))
        } else {
            Terminal.print(
                Terminal.table(
                    ["CONNECTOR", "VERSION", "TITLE", "READS", "CAN"],
                    rows.map {
                        [$0.name, $0.version, $0.title, $0.streams.joined(separator: " "), $0.verbs.joined(separator: " ")]
                    }))
        }
        return rows.contains { $0.isBroken } ? .foundFaults : .done
    }

    @Sendable private static func checkConnectors(_ invocation: Invocation) async throws -> ExitStatus {
        let shelves: [ConnectorLibrary.Shelf]
        if let path = invocation.operands.first {
            var isFolder = false
            let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            let file = isFolder ? "\(path)/connector.yaml" : path
            guard exists, FileManager.default.fileExists(atPath: file) else {
                throw UsageMistake(message: "there is no connector at \(path): name its folder or its connector.yaml")
            }
            let folder = URL(fileURLWithPath: file).deletingLastPathComponent().lastPathComponent
            shelves = [ConnectorLibrary.read(folder, at: file)]
        } else {
            shelves = ConnectorLibrary.read(invocation.folders.connectors).shelves.values.sorted { $0.name < $1.name }
        }
        for shelf in shelves {
            shelf.findings.forEach(Terminal.print)
            if shelf.findings.isEmpty { Terminal.print("\(shelf.name): nothing to mend") }
        }
        return shelves.contains { $0.hasErrors } ? .foundFaults : .done
    }
}
