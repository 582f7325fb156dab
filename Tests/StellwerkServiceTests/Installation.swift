import FoundationEssentials
import HTTPCore
import TestSupport
import Testing

@testable import StellwerkService

/// The folders of a Stellwerk that runs in the test's own process, gone with the last who holds it.
struct Installation: Sendable {
    private let folder: TemporaryFolder

    /// - Parameter files: texts by their paths below the installation, `config/channels.yaml` for one.
    init(_ files: [String: String]) throws {
        folder = try TemporaryFolder()
        for name in ["config", "connectors", "data"] {
            try FileManager.default.createDirectory(atPath: folder.path(name), withIntermediateDirectories: true)
        }
        for (name, text) in files { try write(name, text) }
    }

    func path(_ name: String) -> String { folder.path(name) }

    func write(_ name: String, _ text: String) throws {
        let url = folder.url.appending(path: name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    /// On loopback, with a key that goes with the process.
    ///
    /// - Parameter port: 0 takes a free one.
    func service(environment: [String: String] = [:], port: UInt16 = 0) async throws -> StellwerkService {
        let web = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/WebApp/Public")
        var setup = StellwerkService.Setup(
            folders: Folders(
                config: folder.path("config"), connectors: folder.path("connectors"), data: folder.path("data"),
                web: web.standardized.path),
            environment: environment)
        setup.listen = ListenAddress(host: "127.0.0.1", port: port)
        setup.usesThrowawayKey = true
        return try await StellwerkService(setup)
    }
}

extension StellwerkService {
    /// Runs it for as long as a test needs it.
    func live(_ test: () async throws -> Void) async throws {
        let (addresses, told) = AsyncStream.makeStream(of: String.self)
        let running = Task { try await run { told.yield($0) } }
        var address = addresses.makeAsyncIterator()
        _ = await address.next()
        do { try await test() } catch { Issue.record(error) }
        running.cancel()
        try await running.value
    }
}
