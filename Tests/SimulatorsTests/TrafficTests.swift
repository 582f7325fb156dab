import HTTPCore
import Simulators
import Testing

struct TrafficTests {
    @Test func `the morning's dozen comes from every platform in both languages`() async {
        let test = TestTown()
        var traffic = Traffic(test.town, seed: 7, clock: InstantClock())
        await traffic.open()
        let items = await customers(test)
        #expect(items.count == 12)
        #expect(Set(items.map { $0.platform }).count == 3)
    }

    @Test func `the same seed writes the same day`() async {
        var days: [[String]] = []
        for _ in 1...2 {
            let test = TestTown()
            var traffic = Traffic(test.town, seed: 42, clock: InstantClock())
            await traffic.open()
            for _ in 1...40 { await traffic.step() }
            days.append(await customers(test).map(\.text))
        }
        #expect(days[0] == days[1])
        #expect(days[0].count > 30)
    }

    @Test func `customers answer an answer of ours`() async throws {
        let test = TestTown()
        var traffic = Traffic(test.town, seed: 3, clock: InstantClock())
        await traffic.open()
        let asked = await test.wordpress(.get, "comments?per_page=100").body.elements
        for comment in asked {
            _ = await test.wordpress(
                .post, "comments",
                [
                    "post": comment["post"] ?? .null, "parent": comment["id"] ?? .null,
                    "content": .text("Antwort \(comment["id"]?.text ?? "")"),
                ])
        }
        for _ in 1...60 { await traffic.step() }
        let ours = Set(await all(test, .wordpress).filter { $0["ours"]?.bool == true }.compactMap { $0["id"]?.text })
        let followUps = await all(test, .wordpress).filter { $0["parent"]?.text.map(ours.contains) == true }
        #expect(!followUps.isEmpty)
    }

    @Test func `one language alone can be asked for`() async {
        let test = TestTown()
        var traffic = Traffic(test.town, seed: 1, languages: ["en"], clock: InstantClock())
        await traffic.open()
        let texts = await customers(test).map(\.text)
        #expect(texts.count == 4 && texts.contains { $0.contains("kettle") })
    }

    private func customers(_ test: TestTown) async -> [(platform: Platform, text: String)] {
        var found: [(Platform, String)] = []
        for platform in Platform.allCases {
            for item in await all(test, platform) where item["ours"]?.bool == false {
                found.append((platform, item["text"]?.text ?? ""))
            }
        }
        return found
    }

    private func all(_ test: TestTown, _ platform: Platform) async -> [Document] {
        let platforms = await test.call(.get, "/side/state").body["platforms"]?.elements ?? []
        let threads = platforms.first { $0["platform"]?.text == platform.rawValue }?["threads"]?.elements ?? []
        return threads.flatMap { $0["items"]?.elements ?? [] }
    }
}
