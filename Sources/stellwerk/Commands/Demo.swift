import Expressions

extension Command {
    static let demoCommands = [
        Command(
            name: "demo",
            flags: [
                Flag(name: "port", value: "PORT", summary: "where the page listens (a free one)"),
                Flag(name: "keep", value: "DIR", summary: "keep settings and data there, in a folder that is new or empty"),
                Flag(name: "lang", value: "LANG", summary: "customers write only de, or only en (both)"),
                Flag(name: "no-traffic", value: nil, summary: "nobody writes by themselves"),
            ], summary: "show the main job on simulated platforms; keeps nothing", run: demo)
    ]

    @Sendable private static func demo(_ invocation: Invocation) async throws -> ExitStatus {
        let house = try DemoHouse(
            port: try port(invocation), keep: invocation["keep"], languages: try languages(invocation),
            hasTraffic: !invocation.has("no-traffic"), folders: invocation.folders)
        defer { house.cleanUp() }
        let asJSON = invocation.wantsJSON
        try await untilSignal { try await house.run { Terminal.print(asJSON ? $0.json.encodedText() : $0.words) } }
        if !asJSON { Terminal.print("\n\(house.farewell)") }
        return .done
    }

    private static func port(_ invocation: Invocation) throws -> UInt16? {
        guard let text = invocation["port"] else { return nil }
        guard let port = UInt16(text), port > 0 else {
            throw UsageMistake(message: "--port takes a number from 1 to 65535, not '\(text)'")
        }
        return port
    }

    private static func languages(_ invocation: Invocation) throws -> Set<String> {
        guard let text = invocation["lang"] else { return ["de", "en"] }
        guard ["de", "en"].contains(text) else { throw UsageMistake(message: "--lang takes de or en, not '\(text)'") }
        return [text]
    }
}

/// Where everything is once the demo runs.
struct DemoAddresses: Sendable {
    /// The page, with a one-time sign-in link for `demo`.
    var page: String
    /// The same for a colleague, to try two people at one desk.
    var colleague: String
    /// What the public sees.
    var side: String

    var words: String {
        """
        Stellwerk demo: a shop's blog, a fediverse account and a Telegram bot, all simulated on this machine.

          The desk             \(page)
          A colleague's desk   \(colleague)
          The platforms' side  \(side)

        Each desk link signs in once, as demo and as ida. Customers begin to write in a moment. Answer one of them, and watch
        the answer appear on the platforms' side. Ctrl-C ends the demo.
        """
    }

    var json: JSON { ["page": .string(page), "colleague": .string(colleague), "side": .string(side)] }
}
