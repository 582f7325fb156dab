import FoundationEssentials

/// The customers of the town at their gentle pace: questions, complaints, praise, second thoughts, thanks for an answer. The
/// same seed writes the same day.
public struct Traffic: Sendable {
    let town: Town
    let clock: any Clock<Duration>
    /// `de`, `en` or both.
    let languages: Set<String>
    /// Between two acts.
    let pause: ClosedRange<Duration>
    private var random: SeededRandom
    private var written: [Written] = []
    /// Who has not spoken yet in this round.
    private var waiting: [Person] = []
    /// Answers of ours that a customer has looked at.
    private var seen: Set<String> = []

    /// Something a customer of this traffic wrote.
    private struct Written: Sendable {
        var platform: Platform
        var id: String
        var person: Person
        var correction: String?
    }

    public init(
        _ town: Town, seed: UInt64, languages: Set<String> = ["de", "en"],
        pause: ClosedRange<Duration> = .seconds(5)...(.seconds(20)),
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        (self.town, self.languages, self.pause, self.clock) = (town, languages, pause, clock)
        random = SeededRandom(seed: seed)
    }

    /// Writes what one finds in the morning, then goes on until the task is cancelled.
    public mutating func run() async {
        await open()
        while !Task.isCancelled {
            try? await clock.sleep(for: nextPause())
            guard !Task.isCancelled else { return }
            await step()
        }
    }

    /// The first dozen.
    public mutating func open() async {
        for line in Script.opening where languages.contains(line.language) { await say(line) }
    }

    private mutating func nextPause() -> Duration {
        let span = (pause.upperBound - pause.lowerBound) / .milliseconds(1)
        return pause.lowerBound + .milliseconds(Int64.random(in: 0...max(0, Int64(span)), using: &random))
    }

    /// One act: an answer is looked at first; else, mostly, somebody writes something new.
    public mutating func step() async {
        if !random.happens(oneIn: 3), await lookAtAnAnswer() { return }
        if random.happens(oneIn: 4), await correctSomething() { return }
        if random.happens(oneIn: 12), await takeSomethingBack() { return }
        guard let line = Script.lines.filter({ languages.contains($0.language) }).randomElement(using: &random) else { return }
        await say(line)
    }

    private mutating func say(_ line: Line) async {
        guard let person = nextPerson(line.language) else { return }
        let order = String(Int.random(in: 4_100...9_800, using: &random))
        func filled(_ text: String) -> String {
            text.split(separator: "#", omittingEmptySubsequences: false).joined(separator: order)
        }
        let place: String? =
            switch line.place {
            case .post1, .post2, .direct: line.place.rawValue
            case .group: String(TelegramServer.group)
            case .mention, .chat: nil
            }
        // Some mentions stand below our own toot.
        let parent = line.place == .mention && random.happens(oneIn: 3) ? MastodonServer.firstStatus : nil
        let server = town.server(line.platform)
        guard let id = await server.write(person, filled(line.text), place: place, parent: parent) else { return }
        written.append(
            Written(platform: line.platform, id: id, person: person, correction: line.correction.map(filled)))
        if written.count > 200 { written.removeFirst() }
    }

    /// Everybody has a turn before somebody speaks again.
    private mutating func nextPerson(_ language: String) -> Person? {
        if !waiting.contains(where: { $0.language == language }) {
            waiting += Script.people.filter { $0.language == language }.shuffled(using: &random)
        }
        return waiting.firstIndex { $0.language == language }.map { waiting.remove(at: $0) }
    }

    // MARK: Second thoughts

    private mutating func correctSomething() async -> Bool {
        guard let index = written.indices.filter({ written[$0].correction != nil }).randomElement(using: &random),
            let text = written[index].correction
        else { return false }
        let item = written[index]
        written[index].correction = nil
        return await town.server(item.platform).edit(item.id, text)
    }

    /// Only what was written lately: nobody tidies up the whole town.
    private mutating func takeSomethingBack() async -> Bool {
        guard let index = written.indices.suffix(10).randomElement(using: &random) else { return false }
        let item = written.remove(at: index)
        return await town.server(item.platform).remove(item.id)
    }

    // MARK: Answers

    /// Somebody who was answered likes it, or says thank you, or asks on; or just reads it.
    private mutating func lookAtAnAnswer() async -> Bool {
        for platform in Platform.allCases {
            let server = town.server(platform)
            for item in await server.side.threads.flatMap(\.items) where item.isOurs && item.mark != "deleted" {
                guard let parent = item.parent,
                    let asked = written.first(where: { $0.platform == platform && $0.id == parent }),
                    seen.insert("\(platform)/\(item.id)").inserted
                else { continue }
                return await react(to: item, asked.person, server)
            }
        }
        return false
    }

    private mutating func react(to item: SideItem, _ person: Person, _ server: any PlatformServer) async -> Bool {
        if random.happens(oneIn: 2), await server.react(person, item.id, "👍") { return true }
        guard random.happens(oneIn: 2), let text = Script.thanks(person.language).randomElement(using: &random) else {
            return false
        }
        return await server.write(person, text, place: nil, parent: item.id) != nil
    }
}
