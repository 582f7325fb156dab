extension HTMLMarkup {
    /// What plain text says of a link.
    public enum Addresses: Sendable {
        /// Its text, or the whole address where the platform shows a shortened one.
        case shown
        /// Its text and, where it is another, the address in parentheses: for mails, in which the text may be "here".
        case spelledOut
    }

    /// The words of a tree, for search, rules and previews. A `<br>` is a line end, paragraphs are parted by an empty
    /// line, items begin with `- ` or their number, quotes with `> `.
    public static func plainText(of nodes: [HTMLNode], addresses: Addresses = .shown) -> String {
        HTMLPlainText(addresses: addresses).blocks(nodes)
    }
}

private struct HTMLPlainText {
    let addresses: HTMLMarkup.Addresses

    func blocks(_ nodes: [HTMLNode]) -> String {
        runs(nodes).map(part).filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    /// Neighbouring inline nodes together, each block alone.
    private func runs(_ nodes: [HTMLNode]) -> [[HTMLNode]] {
        nodes.reduce(into: []) { runs, node in
            if !node.isBlock, let last = runs.last?.last, !last.isBlock {
                runs[runs.count - 1].append(node)
            } else {
                runs.append([node])
            }
        }
    }

    private func part(_ run: [HTMLNode]) -> String {
        guard case .element(let element)? = run.first, element.tag.isBlock else { return inline(run) }
        switch element.tag {
        case .blockquote: return indented(blocks(element.children), first: "> ", rest: "> ")
        case .ul: return items(element) { _ in "- " }
        case .ol: return items(element) { "\($0 + 1). " }
        case .li: return item(element)
        default: return inline(element.children)
        }
    }

    private func items(_ list: HTMLElement, mark: (Int) -> String) -> String {
        list.children.enumerated().compactMap { place, node in
            guard case .element(let element) = node else { return nil }
            let mark = mark(place)
            return indented(item(element), first: mark, rest: String(repeating: " ", count: mark.count))
        }.joined(separator: "\n")
    }

    /// A list inside an item follows its text closely.
    private func item(_ item: HTMLElement) -> String {
        runs(item.children).map(part).filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private func indented(_ text: String, first: String, rest: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.enumerated().map { place, line in
            let indented = (place == 0 ? first : rest) + line
            return line.isEmpty ? String(indented.prefix { $0 != " " }) : indented
        }.joined(separator: "\n")
    }

    private func inline(_ nodes: [HTMLNode]) -> String {
        nodes.map { node in
            switch node {
            case .text(let text): plain(text)
            case .lineBreak: "\n"
            case .element(let element): link(element, inline(element.children))
            }
        }.joined()
    }

    /// A no-break space is there for the layout.
    private func plain(_ text: String) -> String {
        guard text.utf8.contains(0xC2) else { return text }
        return text.split(separator: "\u{A0}", omittingEmptySubsequences: false).joined(separator: " ")
    }

    private func link(_ element: HTMLElement, _ text: String) -> String {
        guard let href = element.href, element.role == nil else { return text }
        let address = href.drop { $0 != ":" }.dropFirst().drop { $0 == "/" }
        let brief = address.hasPrefix("www.") ? address.dropFirst(4) : address
        // "example.org/a-very-lo…" is the address itself, cut by the platform.
        if text.hasSuffix("…"), text.count > 4, [address, brief].contains(where: { $0.hasPrefix(text.dropLast()) }) {
            return href
        }
        let isSame = [href[...], address, brief].contains { $0 == text || $0 == text + "/" }
        return addresses == .shown || isSame ? text : "\(text) (\(href.hasPrefix("mailto:") ? String(address) : href))"
    }
}

extension HTMLNode {
    fileprivate var isBlock: Bool {
        if case .element(let element) = self { element.tag.isBlock } else { false }
    }
}
