import FoundationEssentials
import Spelling
import StellwerkService

/// A command as it was called: its operands and flags, checked against what it takes.
struct Invocation: Sendable {
    private var values: [String: String] = [:]
    private(set) var operands: [String] = []

    init(_ words: [String], of command: Command) throws {
        var rest = words[...]
        let flags = command.flags + Command.common
        while let word = rest.popFirst() {
            guard word.hasPrefix("--"), word.count > 2 else {
                operands.append(word)
                continue
            }
            let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let flag = flags.first(where: { $0.name == parts[0] }) else {
                let near = Spelling.nearest(to: String(parts[0]), in: flags.map(\.name)).map { "; did you mean --\($0)?" } ?? ""
                throw UsageMistake(message: "there is no flag --\(parts[0])\(near)")
            }
            if flag.value == nil {
                values[flag.name] = "1"
            } else if parts.count == 2 {
                values[flag.name] = String(parts[1])
            } else if let value = rest.popFirst() {
                values[flag.name] = value
            } else {
                throw UsageMistake(message: "--\(flag.name) needs a \(flag.value ?? "value")")
            }
        }
        let needed = command.operands.filter { !$0.hasSuffix("?") && !$0.hasSuffix("…") }
        guard wantsHelp || operands.count >= needed.count else {
            throw UsageMistake(message: "\(needed[operands.count]) is missing")
        }
        let most = command.operands.contains { $0.hasSuffix("…") } ? Int.max : command.operands.count
        guard operands.count <= most else { throw UsageMistake(message: "'\(operands[most])' is one word too many") }
    }

    func has(_ flag: String) -> Bool { values[flag] != nil }

    subscript(flag: String) -> String? { values[flag] }

    var wantsHelp: Bool { has("help") }
    var wantsJSON: Bool { has("json") }

    func number(_ flag: String, default given: Int, atLeast least: Int = 1) throws -> Int {
        guard let text = self[flag] else { return given }
        guard let number = Int(text), number >= least else {
            throw UsageMistake(message: "--\(flag) takes a number from \(least), not '\(text)'")
        }
        return number
    }

    var folders: Folders {
        Folders.found(config: self["config"], connectors: self["connectors"], data: self["data"], web: self["web"])
    }
}
