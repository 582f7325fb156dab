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
        return conclude(rehearsals, invocation, failed: rehearsals.reduce(0) { $0 + $1.failed })
    }

    /// Plays the tapes and demands one for all that the manifest names.
    @Sendable static func testConnectors(_ invocation: Invocation) async throws -> ExitStatus {
        var rehearsals: [ConnectorRehearsal] = []
        var failed = 0
        for folder in try ConnectorPlaces.folders(invocation, invocation.operands.first) {
            let rehearsal = await ConnectorRehearsal.of(folder)
            let missing = rehearsal.coverage?.missing ?? []
            failed += rehearsal.failed + missing.count
            rehearsals.append(rehearsal)
            guard !invocation.wantsJSON else { continue }
            Terminal.print(rehearsal.text(Terminal.ink))
            for line in missing { Terminal.print("  \(Terminal.ink.red("✗")) \(line)") }
        }
        return conclude(rehearsals, invocation, failed: failed)
    }

    /// The closing line, or all of it as JSON.
    private static func conclude(_ rehearsals: [ConnectorRehearsal], _ invocation: Invocation, failed: Int) -> ExitStatus {
        if invocation.wantsJSON {
            Terminal.print(JSON.array(rehearsals.map(\.json)).encodedText(pretty: true))
        } else {
            Terminal.print("\(rehearsals.reduce(0) { $0 + $1.passed }) passed, \(failed) failed")
        }
        return failed == 0 ? .done : .foundFaults
    }
}
