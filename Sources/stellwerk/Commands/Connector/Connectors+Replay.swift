import ConnectorTools
import Expressions
import StellwerkService

extension Command {
    /// Plays the tapes of one connector, or of all.
    @Sendable static func replayTapes(_ invocation: Invocation) async throws -> ExitStatus {
        let folders = try ConnectorPlaces.folders(invocation, invocation.operands.first)
        let scenario = invocation.operands.dropFirst().first.map { $0.hasSuffix(".yaml") ? String($0.dropLast(5)) : $0 }
        if let scenario, let folder = folders.first, !folder.scenarios.contains(scenario) {
            let names = folder.scenarios.joined(separator: ", ")
            throw UsageMistake(message: "\(folder.name) has no scenario '\(scenario)'; there are \(names)")
        }
        var rehearsals: [ConnectorRehearsal] = []
        for folder in folders {
            let rehearsal = await ConnectorRehearsal.of(folder, scenario: scenario)
            rehearsals.append(rehearsal)
            if !invocation.wantsJSON { Terminal.print(rehearsal.text(Terminal.ink, isVerbose: invocation.has("items"))) }
        }
        return conclude(rehearsals, [], invocation, failed: rehearsals.reduce(0) { $0 + $1.failed })
    }

    /// Plays the tapes, demands one for all that the manifest names, and proves what is derived from them.
    @Sendable static func testConnectors(_ invocation: Invocation) async throws -> ExitStatus {
        var rehearsals: [ConnectorRehearsal] = []
        var rows: [Conformance] = []
        var failed = 0
        for folder in try ConnectorPlaces.folders(invocation, invocation.operands.first) {
            let rehearsal = await ConnectorRehearsal.of(folder)
            let row = await Conformance.of(rehearsal, inbox: DeskInbox.maker)
            let faults = (rehearsal.coverage?.missing ?? []) + (row?.failures ?? [])
            failed += rehearsal.failed + faults.count
            rehearsals.append(rehearsal)
            if let row { rows.append(row) }
            guard !invocation.wantsJSON else { continue }
            let isShort = invocation.operands.isEmpty && rehearsal.isRight
            Terminal.print(isShort ? rehearsal.headline(Terminal.ink) : rehearsal.text(Terminal.ink))
            for line in faults { Terminal.print("  \(Terminal.ink.red("✗")) \(line)") }
        }
        if !invocation.wantsJSON, !rows.isEmpty { Terminal.print("\n" + ConformanceMatrix.text(rows, Terminal.ink) + "\n") }
        return conclude(rehearsals, rows, invocation, failed: failed)
    }

    /// The closing line, or all of it as JSON.
    private static func conclude(
        _ rehearsals: [ConnectorRehearsal], _ rows: [Conformance], _ invocation: Invocation, failed: Int
    ) -> ExitStatus {
        if invocation.wantsJSON {
            let all: JSON = [
                "connectors": .array(rehearsals.map(\.json)), "conformance": .array(rows.map(\.json)),
                "failed": .integer(Int64(failed)),
            ]
            Terminal.print(all.encodedText(pretty: true))
        } else {
            let passed = rehearsals.reduce(0) { $0 + $1.passed } + rows.reduce(0) { $0 + $1.passed }
            Terminal.print("\(passed) passed, \(failed) failed")
        }
        return failed == 0 ? .done : .foundFaults
    }
}
