/// One command: its name, what it takes, what it does.
struct Command: Sendable {
    /// `channel list`.
    var name: String
    /// Names of what stands behind it, in order; a trailing `?` marks what may be missing, `…` the rest.
    var operands: [String] = []
    var flags: [Flag] = []
    var summary: String
    var run: @Sendable (Invocation) async throws -> ExitStatus

    /// A flag: with a value where `value` names one.
    struct Flag: Sendable {
        var name: String
        var value: String?
        var summary: String
    }

    /// Taken by every command.
    static let common = [
        Flag(name: "config", value: "DIR", summary: "the folder with your settings (Config)"),
        Flag(name: "connectors", value: "DIR", summary: "the folder with the connectors (Connectors)"),
        Flag(name: "data", value: "DIR", summary: "the folder the service keeps its data in (data)"),
        Flag(name: "web", value: "DIR", summary: "the folder with the page's files"),
        Flag(name: "json", value: nil, summary: "print JSON for scripts"),
        Flag(name: "help", value: nil, summary: "print this"),
    ]

    static let all: [Command] =
        serviceCommands + demoCommands + channelCommands + deliveryCommands + connectorCommands + liveConnectorCommands
        + peopleCommands + benchCommands

    /// The command that words name, and the words behind it. Two words win over one.
    static func find(_ words: [String]) -> (Command, [String])? {
        for count in [2, 1] where words.count >= count {
            let name = words.prefix(count).joined(separator: " ")
            if let command = all.first(where: { $0.name == name }) { return (command, Array(words.dropFirst(count))) }
        }
        return nil
    }

    static var overview: String {
        let width = all.map(\.usage.count).max() ?? 0
        let lines = all.map { "  \($0.usage.padded(to: width))  \($0.summary)" }
        return """
            Stellwerk: one queue for the conversations of a brand.

            \(lines.joined(separator: "\n"))

            Every command takes --config DIR --connectors DIR --data DIR --json --help.
            Status 0: done. 1: it found faults. 2: wrong usage. 3: could not run.
            """
    }

    var usage: String {
        ([name] + operands.map { $0.hasSuffix("?") ? "[\($0.dropLast())]" : $0 }).joined(separator: " ")
    }

    var help: String {
        let all = flags + Self.common
        let names = all.map { "--\($0.name)" + ($0.value.map { " \($0)" } ?? "") }
        let width = names.map(\.count).max() ?? 0
        let lines = zip(names, all).map { "  \($0.padded(to: width))  \($1.summary)" }
        return "usage: stellwerk \(usage) [flags]\n\n\(summary)\n\n\(lines.joined(separator: "\n"))"
    }
}

extension String {
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
