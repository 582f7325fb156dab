/// A run of text in progress, with the inline elements that are open at its end.
struct HTMLParagraph {
    let tag: HTMLElement.Tag

    private var children: [HTMLNode] = []
    private var path: [(inline: HTMLPage.Inline, children: [HTMLNode])] = []
    /// Held back until text follows.
    private var space = false
    private var breaks = 0
    private var cell = false
    private var isEmpty = true

    init(_ tag: HTMLElement.Tag) { self.tag = tag }

    /// Adds text with its white space collapsed. Says how many nodes that made.
    mutating func write(_ text: String, in inlines: [HTMLPage.Inline]) -> Int {
        var (made, word): (Int, [UInt8]) = (0, [])
        word.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            if byte.isHTMLSpace {
                space = space || !(isEmpty && word.isEmpty)
            } else {
                // The first letter decides where the blank before it stands; later blanks stay in the word.
                if word.isEmpty { made += lead(in: inlines) } else if space { word.append(0x20) }
                space = false
                word.append(byte)
            }
        }
        guard !word.isEmpty else { return made }
        return made + add(.text(String(decoding: word, as: UTF8.self)))
    }

    /// Adds text as it stands, save for line ends before the first letter.
    mutating func writeVerbatim(_ text: String, in inlines: [HTMLPage.Inline]) -> Int {
        var bytes = text.utf8.filter { $0 != 0x0D }[...]
        if isEmpty { bytes = bytes.drop { $0 == 0x0A } }
        guard !bytes.isEmpty else { return 0 }
        return lead(in: inlines) + add(.text(String(decoding: bytes, as: UTF8.self)))
    }

    mutating func breakLine(most: Int = 1) {
        guard !isEmpty else { return }
        breaks = max(breaks, min(breaks + 1, most))
        (space, cell) = (false, false)
    }

    mutating func markCell() { cell = cell || (!isEmpty && breaks == 0) }

    /// The content, with every element closed and nothing held back.
    var finished: [HTMLNode] {
        var copy = self
        copy.close(to: 0)
        guard tag == .pre else { return copy.children }
        return copy.children.withoutTrailingLineEnds
    }

    // MARK: Writing

    /// Writes what was held back and opens the inline elements that the next text stands in.
    private mutating func lead(in inlines: [HTMLPage.Inline]) -> Int {
        let common = zip(path, inlines).prefix { $0.inline.id == $1.id }.count
        close(to: common)
        var made = 0
        for _ in 0..<breaks { made += add(tag == .pre ? .text("\n") : .lineBreak) }
        if cell && breaks == 0 { made += add(.text(" | ")) } else if space && breaks == 0 { made += add(.text(" ")) }
        (space, breaks, cell, isEmpty) = (false, 0, false, false)
        path += inlines.dropFirst(common).map { ($0, []) }
        return made + inlines.count - common
    }

    private mutating func close(to count: Int) {
        while path.count > count {
            let (inline, children) = path.removeLast()
            guard !children.isEmpty else { continue }
            _ = add(.element(HTMLElement(inline.tag, href: inline.href, role: inline.role, children)))
        }
    }

    /// Adds at the end. Text joins text.
    private mutating func add(_ node: HTMLNode) -> Int {
        if path.isEmpty { return children.join(node) }
        return path[path.count - 1].children.join(node)
    }
}

extension [HTMLNode] {
    fileprivate mutating func join(_ node: HTMLNode) -> Int {
        guard case .text(let more) = node, case .text(var text)? = last else {
            append(node)
            return 1
        }
        // The string is taken out first, so that adding to it does not copy it.
        removeLast()
        text += more
        append(.text(text))
        return 0
    }

    fileprivate var withoutTrailingLineEnds: [HTMLNode] {
        guard case .text(var text)? = last else { return self }
        while text.utf8.last == 0x0A { text.unicodeScalars.removeLast() }
        return dropLast() + (text.isEmpty ? [] : [.text(text)])
    }
}
