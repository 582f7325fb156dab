import CXML2

/// Drives libxml2's HTML parser over a text and hands its events to a builder.
///
/// The parser keeps the names of all open elements and searches them at each end tag, which would take quadratic time
/// for ten thousand open tags. So past 200 open elements it is stopped behind the tag it has just read and started
/// afresh on the rest: the builder sees one long stream of events. It counts on nothing being closed properly anyway.
enum HTMLParser {
    static func parse(_ bytes: [UInt8], into builder: inout HTMLBuilder) {
        Library.start()
        bytes.withUnsafeBufferPointer { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let read = run(over: UnsafeBufferPointer(rebasing: rest), into: &builder)
                rest = rest.dropFirst(read)
            }
        }
    }

    /// One run of the parser. Says how many bytes it has read, at least one.
    private static func run(over bytes: UnsafeBufferPointer<UInt8>, into builder: inout HTMLBuilder) -> Int {
        guard let start = bytes.baseAddress, let context = htmlCreateMemoryParserCtxt(start, Int32(bytes.count)) else {
            // No memory: the text so far is all there is.
            builder.isCut = true
            return bytes.count
        }
        defer { htmlFreeParserCtxt(context) }
        htmlCtxtUseOptions(context, options)
        // Said here, or libxml2 takes the first letter beyond ASCII for Latin-1 and believes what a <meta> says.
        context.pointee.charset = Int32(XML_CHAR_ENCODING_UTF8.rawValue)
        context.pointee.sax.pointee = handler
        return withUnsafeMutablePointer(to: &builder) { builder in
            var run = HTMLParserRun(context: context, builder: builder)
            return withUnsafeMutablePointer(to: &run) { run in
                // `run` and `builder` outlive the call below, and libxml2 forgets them with the context.
                context.pointee.userData = UnsafeMutableRawPointer(run)
                // A verdict on how well-formed the text was; nobody asks.
                _ = htmlParseDocument(context)
                return run.pointee.stop.map { max(1, min($0, bytes.count)) } ?? bytes.count
            }
        }
    }

    private static let options = Int32(
        HTML_PARSE_RECOVER.rawValue | HTML_PARSE_NONET.rawValue | HTML_PARSE_NOIMPLIED.rawValue | HTML_PARSE_NODEFDTD.rawValue
            | HTML_PARSE_IGNORE_ENC.rawValue)

    /// Only these events are listened to: there is no tree of libxml2's, no DTD, no entity but its own table.
    private static var handler: xmlSAXHandler {
        var handler = xmlSAXHandler()
        handler.startElement = { run, name, attributes in
            run?.assumingMemoryBound(to: HTMLParserRun.self).pointee.start(name, attributes)
        }
        handler.endElement = { run, name in
            run?.assumingMemoryBound(to: HTMLParserRun.self).pointee.end(name)
        }
        handler.characters = { run, bytes, count in
            run?.assumingMemoryBound(to: HTMLParserRun.self).pointee.text(bytes, count)
        }
        handler.ignorableWhitespace = handler.characters
        // Contents of script and style.
        handler.cdataBlock = { _, _, _ in }
        handler.initialized = XML_SAX2_MAGIC
        handler.serror = { run, error in run?.assumingMemoryBound(to: HTMLParserRun.self).pointee.fail(error) }
        return handler
    }
}

/// What the callbacks of one run share.
struct HTMLParserRun {
    private static let mostOpen = 200

    let context: htmlParserCtxtPtr
    let builder: UnsafeMutablePointer<HTMLBuilder>
    /// Where the run was broken off, in bytes from its start.
    private(set) var stop: Int?

    init(context: htmlParserCtxtPtr, builder: UnsafeMutablePointer<HTMLBuilder>) {
        (self.context, self.builder) = (context, builder)
    }

    mutating func start(_ name: UnsafePointer<UInt8>?, _ attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?) {
        guard let name, stop == nil else { return }
        let text = String(cString: name)
        guard text != "p" || isWritten else { return }
        builder.pointee.start(text, HTMLAttributes(attributes))
        if context.pointee.nameNr >= Self.mostOpen || builder.pointee.isFull { breakOff() }
    }

    func end(_ name: UnsafePointer<UInt8>?) {
        // At a break-off the parser closes what it has open; for the builder all of it is still open.
        guard let name, stop == nil else { return }
        builder.pointee.end(String(cString: name), by: endTag)
    }

    /// An end tag that fits nothing libxml2 has open is a mistake to it, and perhaps news to the builder, which keeps
    /// elements open that libxml2 has closed by rules of HTML 4.
    func fail(_ error: UnsafeMutablePointer<xmlError>?) {
        guard stop == nil, let error = error?.pointee, error.code == XML_ERR_TAG_NAME_MISMATCH.rawValue, let tag = endTag else {
            return
        }
        builder.pointee.end(tag, by: tag)
    }

    func text(_ bytes: UnsafePointer<UInt8>?, _ count: Int32) {
        guard let bytes, stop == nil else { return }
        builder.pointee.text(UnsafeBufferPointer(start: bytes, count: Int(count)))
    }

    /// Whether the start tag being told of stands in the text. Where nothing is open libxml2 makes up a paragraph
    /// around text; the parser then stands before the text and not before the end of a tag.
    private var isWritten: Bool {
        let next = context.pointee.input.pointee.cur?.pointee
        return next == UInt8(ascii: ">") || next == UInt8(ascii: "/")
    }

    /// The end tag that the parser has just read; nil when it stands elsewhere, because it closes an element on its own
    /// account.
    private var endTag: String? {
        let input = context.pointee.input.pointee
        guard let end = input.cur, end > input.base, end[-1] == UInt8(ascii: ">") else { return nil }
        // No end tag that means anything is longer.
        let first = max(input.base, end - 64)
        guard var start = (first..<(end - 1)).last(where: { $0.pointee == UInt8(ascii: "<") }), start[1] == UInt8(ascii: "/")
        else { return nil }
        start += 2
        let name = UnsafeBufferPointer(start: start, count: end - 1 - start).prefix { !$0.isHTMLSpace }
        let text = String(decoding: name, as: UTF8.self)
        return name.allSatisfy { $0 >= 0x61 } ? text : text.lowercased()
    }

    /// The parser calls when it has read the attributes, just before the end of the tag.
    private mutating func breakOff() {
        let input = context.pointee.input.pointee
        var place = input.cur!
        while place < input.end, place.pointee != UInt8(ascii: ">") { place += 1 }
        stop = builder.pointee.isFull ? .max : Int(input.consumed) + (place - input.base) + 1
        xmlStopParser(context)
    }
}
