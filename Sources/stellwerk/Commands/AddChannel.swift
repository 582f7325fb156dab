import FoundationEssentials
import StellwerkService

extension Command {
    /// Writes a channel into `Config/channels.yaml`. Nothing stays there that `stellwerk check` would not take.
    @Sendable static func addChannel(_ invocation: Invocation) async throws -> ExitStatus {
        guard let connector = invocation["connector"] else { throw UsageMistake(message: "--connector NAME is missing") }
        let name = invocation.operands[0]
        let path = "\(invocation.folders.config)/channels.yaml"
        let before = FileManager.default.contents(atPath: path)
        var text = before.map { String(decoding: $0, as: UTF8.self) } ?? ""
        guard !text.split(separator: "\n").contains(where: { $0.hasPrefix("\(name):") }) else {
            throw ControlClient.Refused(
                message: "there is a channel '\(name)' already", advice: "Take another name, or change it in \(path).")
        }
        if !text.isEmpty, !text.hasSuffix("\n") { text += "\n" }
        text += try entry(name, connector, invocation)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        let problems = StellwerkService.check(invocation.folders, environment: ProcessInfo.processInfo.environment)
        guard problems.isEmpty else {
            if let before {
                try before.write(to: URL(fileURLWithPath: path), options: .atomic)
            } else {
                try FileManager.default.removeItem(atPath: path)
            }
            Terminal.print(problems.joined(separator: "\n"))
            return .foundFaults
        }
        Terminal.print(
            "\(name) stands in \(path). A running service takes it with SIGHUP; where a browser signs in:\nstellwerk channel sign-in \(name)"
        )
        return .done
    }

    private static func entry(_ name: String, _ connector: String, _ invocation: Invocation) throws -> String {
        var lines = ["\(name):", "  connector: \(connector)"]
        for flag in ["app", "account"] { if let value = invocation[flag] { lines.append("  \(flag): \(quoted(value))") } }
        let settings = try invocation.operands.dropFirst().map { word -> String in
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw UsageMistake(message: "'\(word)' is no setting: write NAME=VALUE, a secret as NAME='${env:VARIABLE}'")
            }
            return "    \(parts[0]): \(quoted(String(parts[1])))"
        }
        if !settings.isEmpty { lines += ["  settings:"] + settings }
        return lines.joined(separator: "\n") + "\n"
    }

    /// As YAML takes any text: in single quotes.
    private static func quoted(_ text: String) -> String {
        "'\(text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''"))'"
    }
}
