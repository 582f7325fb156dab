import Desk
import SQLCore
import Storage
import TestSupport
import Testing

@testable import StellwerkService

struct FailedStartTests {
    @Test func `a service that cannot listen leaves its folder alone from then on`() async throws {
        let installation = try Installation([:])
        let taken = try ScriptedServer { _ in }
        let service = try await installation.service(port: taken.port)
        await #expect(throws: (any Error).self) { try await service.run() }
        let failure = await #expect(throws: SQLFailure.self) {
            try await service.desk.store.write { _ in }
        }
        #expect(failure?.code == .closed)
    }
}
