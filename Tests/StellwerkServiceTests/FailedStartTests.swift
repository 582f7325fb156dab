import Desk
import FoundationEssentials
import SQLCore
import Storage
import TestSupport
import Testing

@testable import StellwerkService

struct FailedStartTests {
    @Test func `a service that cannot listen leaves its folder alone from then on`() async throws {
        let folder = try TemporaryFolder()
        for name in ["config", "connectors"] {
            try FileManager.default.createDirectory(atPath: folder.path(name), withIntermediateDirectories: true)
        }
        let taken = try ScriptedServer { _ in }
        var setup = StellwerkService.Setup(
            folders: Folders(
                config: folder.path("config"), connectors: folder.path("connectors"), data: folder.path("data"),
                web: folder.path("connectors")),
            environment: [:])
        setup.usesThrowawayKey = true
        setup.listen = ListenAddress(host: "127.0.0.1", port: taken.port)
        let service = try await StellwerkService(setup)
        await #expect(throws: (any Error).self) { try await service.run() }
        let failure = await #expect(throws: SQLFailure.self) {
            try await service.desk.store.write { _ in }
        }
        #expect(failure?.code == .closed)
    }
}
