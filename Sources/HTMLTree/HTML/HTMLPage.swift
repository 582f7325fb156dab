/// The outcome while it is being written: a stack of open blocks and, at its top, a paragraph in progress.
///
/// White space, line breaks and the bars between table cells are held back until text follows them, so none is left
/// over at an edge.
struct HTMLPage {
    /// An inline element around text. Two with the same id are the same element.
    struct Inline {
        var id: Int
        var tag: HTMLElement.Tag
        var href: String?
        var role: HTMLElement.Role?
    }

    /// The limit of nodes was reached.
    private(set) var isFull = false

    private let mostDepth: Int
    private let mostNodes: Int
    private var nodes = 0
    private var blocks = [Block(tag: nil)]
    /// Blocks that were not opened because they lay too deep: their ends end nothing.
    private var ignored: [HTMLElement.Tag: Int] = [:]
    private var paragraph: HTMLParagraph?
    private var preDepth = 0

    private struct Block {
        var tag: HTMLElement.Tag?
        var children: [HTMLNode] = []
        /// A list that nobody opened, around an item that stood alone.
        var isImplied = false
    }

    init(mostDepth: Int, mostNodes: Int) {
        (self.mostDepth, self.mostNodes) = (mostDepth, mostNodes)
    }

    // MARK: Blocks

    mutating func open(_ tag: HTMLElement.Tag) {
        endParagraph()
        // Room for what the deepest block may hold: an item, a paragraph, and all six inline elements in each other.
        guard blocks.count + 9 <= mostDepth else {
            ignored[tag, default: 0] += 1
            return
        }
        switch tag {
        case .pre: preDepth += 1
        case .li: openItem()
        case .ul, .ol:
            if isInList { continueItem() }
            blocks.append(Block(tag: tag))
        default: blocks.append(Block(tag: tag))
        }
    }

    mutating func close(_ tag: HTMLElement.Tag) {
        if let count = ignored[tag], count > 0 {
            ignored[tag] = count - 1
            return
        }
        if tag == .pre { preDepth = max(0, preDepth - 1) }
        endParagraph()
        guard let place = blocks.lastIndex(where: { $0.tag == tag }) else { return }
        popBlocks(to: place)
        if tag == .li, let list = blocks.last, list.isImplied { popBlocks(to: blocks.count - 1) }
    }

    mutating func endParagraph() {
        guard let ended = paragraph else { return }
        if ended.tag == .pre && preDepth > 0 { return paragraph!.breakLine() }
        paragraph = nil
        add(HTMLElement(ended.tag, ended.finished))
    }

    /// The tree. Nothing may follow.
    mutating func finish() -> [HTMLNode] {
        preDepth = 0
        endParagraph()
        popBlocks(to: 1)
        return blocks[0].children
    }

    private var isInList: Bool { blocks.last?.tag == .ul || blocks.last?.tag == .ol }

    /// An item ends the one before it. One outside of any list begins a list.
    private mutating func openItem() {
        let list = blocks.lastIndex { $0.tag == .ul || $0.tag == .ol }
        let quote = blocks.lastIndex { $0.tag == .blockquote }
        if let list, list > quote ?? 0 {
            popBlocks(to: list + 1)
        } else if case .element(let last)? = blocks.last?.children.last, last.tag == .ul {
            blocks[blocks.count - 1].children.removeLast()
            blocks.append(Block(tag: .ul, children: last.children, isImplied: true))
        } else {
            blocks.append(Block(tag: .ul, isImplied: true))
        }
        blocks.append(Block(tag: .li))
    }

    /// What stands in a list but in no item belongs to the item before it.
    private mutating func continueItem() {
        var item = Block(tag: .li)
        if case .element(let last)? = blocks.last?.children.last, last.tag == .li {
            blocks[blocks.count - 1].children.removeLast()
            item.children = last.rewrapped
        }
        blocks.append(item)
    }

    private mutating func popBlocks(to count: Int) {
        while blocks.count > count {
            let block = blocks.removeLast()
            let element = HTMLElement(block.tag ?? .p, block.children)
            add(block.tag == .li ? element.unwrapped : element)
        }
    }

    private mutating func add(_ element: HTMLElement) {
        guard !element.children.isEmpty else { return }
        count(1)
        blocks[blocks.count - 1].children.append(.element(element))
    }

    private mutating func count(_ more: Int) {
        nodes += more
        if nodes >= mostNodes { isFull = true }
    }

    // MARK: Text

    mutating func write(_ text: String, in inlines: [Inline], verbatim: Bool) {
        let tag: HTMLElement.Tag = verbatim ? .pre : .p
        if paragraph == nil {
            // White space between blocks is none in a paragraph.
            guard verbatim || !text.utf8.allSatisfy(\.isHTMLSpace) else { return }
            if isInList { continueItem() }
        }
        // Taken out, not copied: a second owner would make each addition copy all text so far.
        var current = paragraph.take() ?? HTMLParagraph(tag)
        count(verbatim ? current.writeVerbatim(text, in: inlines) : current.write(text, in: inlines))
        paragraph = current
    }

    mutating func writeLineBreak(in inlines: [Inline]) {
        preDepth > 0 ? write("\n", in: inlines, verbatim: true) : paragraph?.breakLine(most: 2)
    }

    /// The end of a table's row.
    mutating func breakLine() { paragraph?.breakLine() }

    /// The edge of a table's cell.
    mutating func markCell() { paragraph?.markCell() }
}

extension HTMLElement {
    /// An item whose only paragraph comes first needs none.
    fileprivate var unwrapped: HTMLElement {
        let paragraphs = children.count { if case .element(let child) = $0 { child.tag == .p } else { false } }
        guard paragraphs == 1, case .element(let first)? = children.first, first.tag == .p else { return self }
        return HTMLElement(tag, first.children + children.dropFirst())
    }

    /// The children of an item with its text in a paragraph again.
    fileprivate var rewrapped: [HTMLNode] {
        let text = children.prefix { if case .element(let child) = $0 { !child.tag.isBlock } else { true } }
        return text.isEmpty ? children : [.element(HTMLElement(.p, Array(text)))] + children.dropFirst(text.count)
    }
}

extension UInt8 {
    /// White space as HTML knows it: a no-break space is none.
    var isHTMLSpace: Bool {
        switch self {
        case 0x20, 0x09, 0x0A, 0x0C, 0x0D: true
        default: false
        }
    }
}
