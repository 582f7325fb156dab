import Spelling

/// Enumerations of words: `CaseIterable`, with a text for each case.
enum ClosedWords {
    /// Throws where a scalar is none of the type's words, and names the nearest; does nothing for other types.
    static func check<T: Decodable>(_ type: T.Type, _ decoder: NodeDecoder) throws {
        guard let words = (type as? any CaseIterable.Type)?.words else { return }
        let text = try String.read(decoder)
        guard !words.contains(text) else { return }
        let word = Spelling.nearest(to: text, in: words)
        let hint = word.map { "did you mean `\($0)`?" } ?? "possible: \(words.joined(separator: ", "))"
        let context = DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "unknown word `\(text)`; \(hint)")
        throw DecodingError.dataCorrupted(context)
    }
}

extension CaseIterable {
    fileprivate static var words: [String]? {
        let words = allCases.compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
        return words.isEmpty ? nil : words
    }
}
