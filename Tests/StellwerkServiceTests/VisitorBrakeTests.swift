import Testing

@testable import StellwerkService

struct VisitorBrakeTests {
    let start = ContinuousClock.now

    @Test func `an address may call so often in a minute, and again in the next`() {
        let brake = VisitorBrake(limit: 2)
        #expect(brake.allows("a", now: start) && brake.allows("a", now: start + .seconds(59)))
        #expect(!brake.allows("a", now: start + .seconds(59)))
        #expect(brake.allows("a", now: start + .seconds(60)))
    }

    @Test func `one address does not slow another`() {
        let brake = VisitorBrake(limit: 1)
        #expect(brake.allows("a", now: start) && !brake.allows("a", now: start))
        #expect(brake.allows("b", now: start))
    }

    @Test func `a flood of addresses takes no more memory than it may, and frees nobody who is being counted`() {
        let brake = VisitorBrake(limit: 1)
        for number in 0..<(VisitorBrake.addresses * 2) {
            #expect(brake.allows("address \(number)", now: start + .milliseconds(number)))
        }
        let last = VisitorBrake.addresses * 2 - 1
        #expect(!brake.allows("address \(last)", now: start + .milliseconds(last)))
    }
}
