import Expressions
import FoundationEssentials
import StellwerkService

extension Command {
    static let serviceCommands = [
        Command(
            name: "serve", flags: [Flag(name: "listen", value: "HOST:PORT", summary: "beats stellwerk.yaml")],
            summary: "run the service until it is told to stop", run: serve),
        Command(name: "check", summary: "every mistake in the settings and connectors, with file, line and column", run: check),
        Command(name: "version", summary: "the version of this program") { invocation in
            Terminal.print(invocation.wantsJSON ? "{\"version\": \"\(Version.current)\"}" : "Stellwerk \(Version.current)")
            return .done
        },
    ]

    @Sendable private static func serve(_ invocation: Invocation) async throws -> ExitStatus {
        var setup = StellwerkService.Setup(folders: invocation.folders, environment: ProcessInfo.processInfo.environment)
        if let text = invocation["listen"] {
            guard let address = ListenAddress(text) else {
                throw UsageMistake(message: "--listen takes HOST:PORT, not '\(text)'")
            }
            setup.listen = address
        }
        let service = try await StellwerkService(setup)
        try await untilSignal {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await HangUps.told { await service.reload() } }
                try await service.run { address in await service.greet(at: address) }
                group.cancelAll()
            }
        }
        return .done
    }

    @Sendable private static func check(_ invocation: Invocation) async throws -> ExitStatus {
        let problems = StellwerkService.check(invocation.folders, environment: ProcessInfo.processInfo.environment)
        if invocation.wantsJSON {
            Terminal.print(JSON.list(problems.map { .string($0) }).encodedText(pretty: true))
        } else if problems.isEmpty {
            Terminal.print("nothing to mend in \(invocation.folders.config) and \(invocation.folders.connectors)")
        } else {
            problems.forEach(Terminal.print)
            Terminal.print("\(problems.count) \(problems.count == 1 ? "mistake" : "mistakes")")
        }
        return problems.isEmpty ? .done : .foundFaults
    }

    /// Runs until the work ends or the terminal, or the system, says stop.
    static func untilSignal(_ body: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await body() }
            group.addTask { await StopSignals.wait() }
            try await group.next()
            group.cancelAll()
            try await group.waitForAll()
        }
    }
}
