/// All phrases of a rule set, so that one walk over a text's words finds every one of them however many rules there are.
struct PhraseIndex: Sendable {
    private(set) var phrases: [Phrase] = []
    private var places: [Phrase: Int] = [:]
    private var byFirstWord: [String: [Int]] = [:]
    /// Phrases of one open-ended word, by that word; and the lengths there are, in bytes.
    private var byBeginning: [Substring: [Int]] = [:]
    private var lengths: Set<Int> = []

    /// The phrase's number, under which `found(in:)` tells of it.
    mutating func add(_ phrase: Phrase) -> Int {
        if let place = places[phrase] { return place }
        let place = phrases.count
        phrases.append(phrase)
        places[phrase] = place
        if phrase.isOpenEnded, phrase.words.count == 1 {
            byBeginning[phrase.words[0][...], default: []].append(place)
            lengths.insert(phrase.words[0].utf8.count)
        } else {
            byFirstWord[phrase.words[0], default: []].append(place)
        }
        return place
    }

    /// For each phrase whether it stands in these words.
    func found(in words: [String]) -> [Bool] {
        var found = Array(repeating: false, count: phrases.count)
        if phrases.isEmpty { return found }
        for (place, word) in words.enumerated() {
            if let candidates = byFirstWord[word] {
                for candidate in candidates where phrases[candidate].continues(in: words, at: place) { found[candidate] = true }
            }
            let bytes = word.utf8
            for length in lengths where length <= bytes.count {
                let end = bytes.index(bytes.startIndex, offsetBy: length)
                for candidate in byBeginning[word[..<end]] ?? [] { found[candidate] = true }
            }
        }
        return found
    }
}
