import CurlHTTP
import Expressions
import FoundationEssentials
import HTTPCore
import MicroHTTP
import Simulators
import StellwerkService

/// A Stellwerk of its own beside a town of simulated platforms, on the same code path as real channels: real HTTP on loopback,
/// the shipped connectors, and `origins:` that send the platforms' addresses to the town.
struct DemoHouse: Sendable {
    private let folders: Folders
    private let keeps: Bool
    private let languages: Set<String>
    private let hasTraffic: Bool
    private let town: Town
    private let townListener: Listener
    private let port: UInt16
    private let townPort: UInt16

    /// Starts the town and writes the settings.
    /// - Throws: `Refused` where the folder to keep is not empty; `ListenerFailure` where no port is free.
    init(port wanted: UInt16?, keep: String?, languages: Set<String>, hasTraffic: Bool, folders found: Folders) throws {
        (self.languages, self.hasTraffic) = (languages, hasTraffic)
        port = try wanted ?? Self.freePort()
        let client = CurlClient(policy: try OutboundPolicy(allow: ["127.0.0.1:\(port)"]))
        let settings = TownSettings(client: client)
        town = Town(settings)
        townListener = try Listener(Self.loopback(0), town)
        townPort = townListener.port ?? 0
        keeps = keep != nil
        let root = try keep.map(Self.newFolder) ?? Self.temporaryFolder()
        folders = Folders(config: "\(root)/config", connectors: found.connectors, data: "\(root)/data", web: found.web)
        do {
            try DemoSettings(
                folder: folders.config, secrets: "\(root)/secrets", page: "http://127.0.0.1:\(port)", townPort: townPort,
                town: settings
            ).write()
        } catch {
            cleanUp()
            throw error
        }
    }

    /// The folder of all this.
    private var root: String { URL(fileURLWithPath: folders.config).deletingLastPathComponent().path }

    /// Removes what the demo wrote, unless it was to be kept.
    func cleanUp() {
        guard !keeps else { return }
        try? FileManager.default.removeItem(atPath: root)
    }

    /// What is left of it, in words.
    var farewell: String {
        keeps ? "The demo has ended. Settings and data lie in \(root)." : "The demo has ended; nothing is kept."
    }

    // MARK: Running

    /// Runs until the task is cancelled.
    /// - Parameter announce: told where everything is, once it all answers.
    func run(_ announce: @escaping @Sendable (DemoAddresses) -> Void) async throws {
        var setup = StellwerkService.Setup(folders: folders, environment: ProcessInfo.processInfo.environment)
        setup.listen = ListenAddress(host: "127.0.0.1", port: port)
        setup.usesThrowawayKey = true
        let service = try await StellwerkService(setup)
        let control = ControlClient(.opened(service))
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await town.run() }
                group.addTask {
                    try await service.run { _ in
                        if let addresses = try? await addresses(control) { announce(addresses) }
                    }
                }
                group.addTask { await keepPolling(control) }
                if hasTraffic { group.addTask { await customers() } }
                // Whatever ends first, by itself or by an error, ends the demo.
                try await group.next()
                group.cancelAll()
                try await group.waitForAll()
            }
        } catch {
            await townListener.stop(within: .seconds(1))
            throw error
        }
        await townListener.stop(within: .seconds(1))
    }

    private func addresses(_ control: ControlClient) async throws -> DemoAddresses {
        func link(_ name: String, _ displayName: String, _ role: String) async throws -> String {
            let body: JSON = ["name": .string(name), "displayName": .string(displayName), "role": .string(role)]
            return try await control.call(.post, "/api/v1/users", body)["link"].text ?? ""
        }
        return DemoAddresses(
            page: try await link("demo", "Demo", "admin"), colleague: try await link("ida", "Ida Falk", "agent"),
            side: "http://127.0.0.1:\(townPort)/side/")
    }

    /// The polled channels are asked far more often than a real platform should be, so that an answer, an edit or a deletion is
    /// seen while one looks: the bell that `stellwerk channel poll` rings, again and again; a channel in trouble more rarely.
    private func keepPolling(_ control: ControlClient) async {
        for round in 1... {
            try? await Task.sleep(for: .seconds(4))
            guard !Task.isCancelled else { return }
            for channel in (try? await control.all("/api/v1/channels")) ?? [] where channel["connector"].text != "telegram" {
                guard channel["state"].text == "running" || round % 5 == 0 else { continue }
                _ = try? await control.call(.post, "/api/v1/channels/\(channel["id"].text ?? "")/poll")
            }
        }
    }

    /// Customers begin once every channel has looked at its platform: what lay there before would be history, without a clock.
    private func customers() async {
        while !Task.isCancelled, !(await isHeardEverywhere) { try? await Task.sleep(for: .milliseconds(100)) }
        var traffic = Traffic(town, seed: UInt64.random(in: 0...UInt64.max), languages: languages)
        await traffic.run()
    }

    private var isHeardEverywhere: Bool {
        get async {
            guard await town.telegram.isHeard, await town.mastodon.isHeard else { return false }
            return await town.wordpress.isHeard
        }
    }

    // MARK: Places

    private static func loopback(_ port: UInt16) -> ListenerSettings {
        ListenerSettings(address: .tcp(host: "127.0.0.1", port: port), connectionsPerPeer: nil)
    }

    /// The system's choice: the settings name the port before the service listens, so it is asked for and let go again.
    private static func freePort() throws -> UInt16 {
        struct Nobody: HTTPHandler {
            func respond(to request: HTTPRequest) async -> HTTPResponse { HTTPResponse(status: 503) }
        }
        return try Listener(loopback(0), Nobody()).port ?? 0
    }

    private static func temporaryFolder() throws -> String {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("stellwerk-demo-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder.path
    }

    private static func newFolder(_ path: String) throws -> String {
        let folder = URL(fileURLWithPath: path)
        if let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path), !names.isEmpty {
            throw ControlClient.Refused(message: "the folder \(path) is not empty", advice: "name one that is not there yet")
        }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder.path
    }
}
