/// Builds the tree of a file's one document, and refuses what configuration does not need: tags, anchors, aliases, merge keys,
/// directives, duplicate keys, a second document.
struct NodeBuilder {
    /// Given up after a problem was recorded.
    private struct Stop: Error {}

    private let reader: EventReader
    private let lines: SourceLines
    private let trap: CommentTrap
    private let log: ProblemLog
    private let depthLimit: Int

    init(_ bytes: [UInt8], log: ProblemLog, depthLimit: Int) {
        reader = EventReader(bytes)
        lines = SourceLines(bytes)
        trap = CommentTrap(bytes, lines)
        (self.log, self.depthLimit) = (log, depthLimit)
    }

    /// The document's root, or nil when the file cannot be read to its end; the reasons are in the log.
    static func build(_ bytes: [UInt8], log: ProblemLog, depthLimit: Int) -> YAMLNode? {
        let builder = NodeBuilder(bytes, log: log, depthLimit: depthLimit)
        do {
            return try builder.document()
        } catch let problem as LibraryProblem {
            let place = problem.place ?? builder.lines.place(ofByte: problem.byte ?? 0)
            log.record(Diagnosis.message(problem, line: builder.lines[place.line]), at: place)
            return nil
        } catch {
            return nil
        }
    }

    private func document() throws -> YAMLNode {
        var root = YAMLNode(content: .empty, place: Place(line: 1, column: 1))
        var documents = 0
        while true {
            let event = try reader.next()
            switch event.kind {
            case .streamEnd: return root
            case .documentStart(let hasDirectives):
                documents += 1
                if hasDirectives { log.record("directives are not used here; leave the line out", at: event.start) }
                if documents > 1 {
                    log.record("a second document begins here; one file holds one", at: event.start)
                    throw Stop()
                }
            case .streamStart, .documentEnd: break
            default: root = try node(event, depth: 1)
            }
        }
    }

    private func node(_ event: YAMLEvent, depth: Int) throws -> YAMLNode {
        if event.hasTag { log.record("tags (`!…`) are not used here; the position decides the type", at: event.start) }
        if event.hasAnchor { log.record("anchors (`&…`) are not used here; write the value out", at: event.start) }
        guard depth <= depthLimit else {
            log.record("nested deeper than \(depthLimit) levels", at: event.start)
            throw Stop()
        }
        switch event.kind {
        case .scalar(let text, let style):
            if style == .plain, trap.loses(text, endingAt: event.end) { log.record(CommentTrap.message, at: event.end) }
            let isEmpty = style == .plain && text.isEmpty
            return YAMLNode(
                content: isEmpty ? .empty : .scalar(text, isQuoted: style != .plain), place: event.start,
                textPlace: textPlace(event.start, style))
        case .listStart: return YAMLNode(content: .list(try list(depth)), place: event.start)
        case .mapStart: return YAMLNode(content: .map(try map(depth)), place: event.start)
        default:
            log.record("aliases (`*…`) are not used here; write the value out", at: event.start)
            return YAMLNode(content: .empty, place: event.start)
        }
    }

    private func textPlace(_ start: Place, _ style: YAMLEvent.Style) -> Place {
        switch style {
        case .plain: return start
        case .quoted: return Place(line: start.line, column: start.column + 1)
        case .block:
            let indent = lines[start.line + 1].prefix { $0 == " " }.count
            return Place(line: start.line + 1, column: indent + 1)
        }
    }

    private func list(_ depth: Int) throws -> [YAMLNode] {
        var elements: [YAMLNode] = []
        while true {
            let event = try reader.next()
            if case .listEnd = event.kind { return elements }
            elements.append(try node(event, depth: depth + 1))
        }
    }

    private func map(_ depth: Int) throws -> YAMLMap {
        var map = YAMLMap()
        while true {
            let event = try reader.next()
            if case .mapEnd = event.kind { return map }
            let key = try node(event, depth: depth + 1)
            let value = try node(try reader.next(), depth: depth + 1)
            guard let name = self.name(key) else { continue }
            if !map.add(YAMLMap.Entry(key: name, keyPlace: key.place, value: value)) {
                let first = map[name]?.keyPlace.line ?? 0
                log.record("`\(name)` stands here a second time; the first is in line \(first)", at: key.place)
            }
        }
    }

    /// A key's text, or nil where it can be none.
    private func name(_ key: YAMLNode) -> String? {
        switch key.content {
        case .scalar("<<", isQuoted: false):
            log.record("merge keys (`<<`) are not used here; write the values out", at: key.place)
        case .scalar(let name, _): return name
        case .empty: log.record("a name is missing before `:`", at: key.place)
        case .list, .map: log.record("a list or map cannot be a key", at: key.place)
        }
        return nil
    }
}
