import ConnectorKit
import InboxModel
import Testing

@testable import StellwerkService

struct PokeBrakeTests {
    private let updates = StreamName("updates")
    private let start = ContinuousClock.now

    @Test func `polls that pushes ask for are five seconds apart, the first and the last at once`() {
        let brake = PokeBrake()
        brake.poke(updates)
        #expect(brake.wait(for: updates, now: start) == .zero)
        brake.poke(updates)
        brake.poke(updates)
        #expect(brake.wait(for: updates, now: start + .seconds(1)) == .seconds(4))
        brake.poke(updates)
        #expect(brake.wait(for: updates, now: start + .seconds(6)) == .seconds(4))
        brake.poke(updates)
        #expect(brake.wait(for: updates, now: start + .seconds(60)) == .zero)
    }

    @Test func `polls that nobody poked, and other streams, wait for nothing`() {
        let brake = PokeBrake()
        brake.poke(updates)
        #expect(brake.wait(for: updates, now: start) == .zero)
        #expect(brake.wait(for: updates, now: start + .seconds(1)) == .zero)
        brake.poke(StreamName("others"))
        #expect(brake.wait(for: StreamName("others"), now: start + .seconds(1)) == .zero)
    }
}
