import Glibc

/// The command line: finds the command, runs it, turns what it throws into words and a status.
@main
struct Stellwerk {
    static func main() async {
        // Whoever reads our output may stop reading; a write then fails instead of ending us.
        signal(SIGPIPE, SIG_IGN)
        let status = await run(Array(CommandLine.arguments.dropFirst()))
        exit(status.rawValue)
    }

    static func run(_ words: [String]) async -> ExitStatus {
        if words.isEmpty || words == ["--help"] || words == ["help"] {
            Terminal.print(Command.overview)
            return words.isEmpty ? .wrongUsage : .done
        }
        guard let (command, rest) = Command.find(words) else {
            Terminal.complain(
                "stellwerk: there is no command '\(words.prefix(2).joined(separator: " "))'\n\n\(Command.overview)")
            return .wrongUsage
        }
        do {
            let invocation = try Invocation(rest, of: command)
            if invocation.wantsHelp {
                Terminal.print(command.help)
                return .done
            }
            return try await command.run(invocation)
        } catch let usage as UsageMistake {
            Terminal.complain("stellwerk \(command.name): \(usage.message)\n\n\(command.help)")
            return .wrongUsage
        } catch {
            Terminal.complain("stellwerk \(command.name): \(Explanation.of(error))")
            return .couldNotRun
        }
    }
}

/// What a status means, the same for every command.
enum ExitStatus: Int32 {
    case done = 0
    case foundFaults = 1
    case wrongUsage = 2
    case couldNotRun = 3
}

/// The command was called wrongly.
struct UsageMistake: Error {
    var message: String
}
