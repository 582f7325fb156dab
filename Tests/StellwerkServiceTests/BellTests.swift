import Testing

@testable import StellwerkService

struct BellTests {
    @Test func `what rang before the wait ends it at once`() async {
        let bell = Bell()
        bell.ring()
        let clock = ContinuousClock()
        let took = await clock.measure { await bell.wait(atMost: .seconds(60)) }
        #expect(took < .seconds(30))
    }

    @Test func `a ring ends a wait, again and again`() async {
        let bell = Bell()
        for _ in 0..<200 {
            async let waiting: Void = bell.wait(atMost: .seconds(60))
            bell.ring()
            await waiting
        }
    }

    @Test func `cancelling ends a wait`() async {
        let bell = Bell()
        let waiting = Task { await bell.wait(atMost: .seconds(600)) }
        waiting.cancel()
        await waiting.value
    }

    @Test func `a wait ends by itself`() async {
        await Bell().wait(atMost: .milliseconds(1))
    }
}
