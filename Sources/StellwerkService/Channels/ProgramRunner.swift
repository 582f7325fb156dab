public import ConnectorKit
public import ConnectorTools
import Processes

/// Runs the programs of one connector in its folder.
struct ProgramRunner: ProgramHost {
    let folder: String

    func start(_ words: [String]) async throws(ProgramTrouble) -> any RunningProgram {
        do throws(ProcessFailure) {
            return Runner(program: try await Program.start(ProgramCommand(words, in: folder)))
        } catch {
            throw ProgramTrouble(error)
        }
    }

    private struct Runner: RunningProgram {
        let program: Program

        func say(_ line: [UInt8]) async throws(ProgramTrouble) {
            do throws(ProcessFailure) { try await program.say(line) } catch { throw ProgramTrouble(error) }
        }

        func line(within patience: Duration) async throws(ProgramTrouble) -> [UInt8]? {
            do throws(ProcessFailure) { return try await program.line(within: patience) } catch { throw ProgramTrouble(error) }
        }

        func stop() async -> String {
            let end = await program.stop()
            let complaint = await program.complaint()
            return complaint.isEmpty ? end : "\(end), \(complaint)"
        }
    }
}

extension ConnectorFolder {
    /// Runs the program of a connector in its folder, for its tapes as for its channels.
    public static func programs(_ folder: String) -> any ProgramHost { ProgramRunner(folder: folder) }
}

extension ProgramTrouble {
    fileprivate init(_ failure: ProcessFailure) {
        self.init(
            failure.message, advice: failure.advice, isLasting: failure.code == .unstartable || failure.code == .unprotected)
    }
}
