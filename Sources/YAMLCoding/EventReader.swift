internal import CYAML

/// What libyaml reports, with its places.
struct YAMLEvent {
    enum Kind {
        case streamStart, streamEnd, documentEnd, listEnd, mapEnd
        case documentStart(hasDirectives: Bool)
        case scalar(String, Style)
        case listStart, mapStart
        case alias
    }

    enum Style { case plain, quoted, block }

    var kind: Kind
    var hasAnchor = false
    var hasTag = false
    var start: Place
    var end: Place
}

/// libyaml's own word on a file it cannot read.
struct LibraryProblem: Error {
    var message: String
    var context: String
    var place: Place?
    /// Where the bytes themselves are at fault: no UTF-8, control characters.
    var byte: Int?
}

/// Owns a libyaml parser and the bytes it reads.
final class EventReader {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>

    init(_ bytes: [UInt8]) {
        parser = .allocate(capacity: 1)
        input = .allocate(capacity: max(1, bytes.count))
        _ = input.initialize(from: bytes)
        // The one failure of yaml_parser_initialize is a lack of memory.
        precondition(yaml_parser_initialize(parser) == 1, "no memory for a YAML parser")
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        input.deallocate()
    }

    /// The next event; after `streamEnd` ask no more.
    func next() throws(LibraryProblem) -> YAMLEvent {
        var raw = yaml_event_t()
        guard yaml_parser_parse(parser, &raw) == 1 else { throw problem() }
        defer { yaml_event_delete(&raw) }
        var event = YAMLEvent(kind: .streamEnd, start: place(raw.start_mark), end: place(raw.end_mark))
        switch raw.type {
        case YAML_STREAM_START_EVENT: event.kind = .streamStart
        case YAML_DOCUMENT_START_EVENT:
            let start = raw.data.document_start
            event.kind = .documentStart(
                hasDirectives: start.version_directive != nil || start.tag_directives.start != start.tag_directives.end)
        case YAML_DOCUMENT_END_EVENT: event.kind = .documentEnd
        case YAML_ALIAS_EVENT: event.kind = .alias
        case YAML_SCALAR_EVENT:
            let scalar = raw.data.scalar
            let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            event.kind = .scalar(text, style(scalar.style))
            (event.hasAnchor, event.hasTag) = (scalar.anchor != nil, scalar.tag != nil)
        case YAML_SEQUENCE_START_EVENT:
            event.kind = .listStart
            (event.hasAnchor, event.hasTag) = (raw.data.sequence_start.anchor != nil, raw.data.sequence_start.tag != nil)
        case YAML_SEQUENCE_END_EVENT: event.kind = .listEnd
        case YAML_MAPPING_START_EVENT:
            event.kind = .mapStart
            (event.hasAnchor, event.hasTag) = (raw.data.mapping_start.anchor != nil, raw.data.mapping_start.tag != nil)
        case YAML_MAPPING_END_EVENT: event.kind = .mapEnd
        default: break
        }
        return event
    }

    private func style(_ style: yaml_scalar_style_t) -> YAMLEvent.Style {
        switch style {
        case YAML_PLAIN_SCALAR_STYLE: .plain
        case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: .block
        default: .quoted
        }
    }

    private func place(_ mark: yaml_mark_t) -> Place { Place(line: mark.line + 1, column: mark.column + 1) }

    private func problem() -> LibraryProblem {
        let state = parser.pointee
        let context = state.context.map { String(cString: $0) } ?? ""
        let message = state.problem.map { String(cString: $0) } ?? "it is no YAML"
        if state.error == YAML_READER_ERROR {
            return LibraryProblem(message: message, context: context, byte: Int(state.problem_offset))
        }
        return LibraryProblem(message: message, context: context, place: place(state.problem_mark))
    }
}
