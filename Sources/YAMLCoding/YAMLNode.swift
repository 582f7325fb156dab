/// A value of the file with the place where it starts. Scalars keep their text: what it means, the position decides.
struct YAMLNode: Sendable {
    enum Content: Sendable {
        /// Nothing stands there.
        case empty
        case scalar(String, isQuoted: Bool)
        case list([YAMLNode])
        case map(YAMLMap)
    }

    var content: Content
    var place: Place
    /// Where a scalar's text begins: past a quote, or below a block's header.
    var textPlace: Place

    init(content: Content, place: Place, textPlace: Place? = nil) {
        (self.content, self.place, self.textPlace) = (content, place, textPlace ?? place)
    }

    /// What stands there, in the words of error messages.
    var noun: String {
        switch content {
        case .empty: "nothing"
        case .scalar(let text, isQuoted: false): "`\(Self.short(text))`"
        case .scalar(let text, isQuoted: true): "the text '\(Self.short(text))'"
        case .list: "a list"
        case .map: "a map"
        }
    }

    /// The shape that `decoder.userInfo["source.shape"]` tells.
    var shape: String {
        switch content {
        case .empty: "empty"
        case .scalar: "scalar"
        case .list: "list"
        case .map: "map"
        }
    }

    var isEmpty: Bool {
        if case .empty = content { true } else { false }
    }

    private static func short(_ text: String) -> String {
        let line = text.prefix { $0 != "\n" }
        return line.count > 40 || line.count < text.count ? line.prefix(40) + "…" : String(line)
    }
}

/// A mapping's entries in the order of the file.
struct YAMLMap: Sendable {
    struct Entry: Sendable {
        var key: String
        var keyPlace: Place
        var value: YAMLNode
    }

    private(set) var entries: [Entry] = []
    private var index: [String: Int] = [:]

    /// Adds an entry; false, and nothing is added, where the key stands already.
    mutating func add(_ entry: Entry) -> Bool {
        guard index[entry.key] == nil else { return false }
        index[entry.key] = entries.count
        entries.append(entry)
        return true
    }

    subscript(key: String) -> Entry? { index[key].map { entries[$0] } }
}
