import CXML2

/// Drives libxml2's XML parser and gathers its events into elements.
enum XMLParser {
    static func parse(_ text: [UInt8], mostNodes: Int) throws(XMLFailure) -> XMLElement {
        Library.start()
        let outcome: Result<XMLElement, XMLFailure> = text.withUnsafeBufferPointer { bytes in
            guard let context = bytes.baseAddress.flatMap({ xmlCreateMemoryParserCtxt($0, Int32(bytes.count)) }) else {
                return .failure(
                    XMLFailure(.malformed, "XML is empty", advice: "Check the address: it answers without a document."))
            }
            defer { xmlFreeParserCtxt(context) }
            return run(context, mostNodes)
        }
        return try outcome.get()
    }

    private static func run(_ context: xmlParserCtxtPtr, _ mostNodes: Int) -> Result<XMLElement, XMLFailure> {
        xmlCtxtUseOptions(context, options)
        context.pointee.sax.pointee = handler
        var gatherer = XMLGatherer(context: context, mostNodes: mostNodes)
        return withUnsafeMutablePointer(to: &gatherer) { gatherer in
            // `gatherer` outlives the call below, and libxml2 forgets it with the context.
            context.pointee.userData = UnsafeMutableRawPointer(gatherer)
            let status = xmlParseDocument(context)
            if let failure = gatherer.pointee.failure { return .failure(failure) }
            guard status == 0, context.pointee.wellFormed == 1, let root = gatherer.pointee.root else {
                return .failure(.malformed("it ends too early"))
            }
            return .success(root)
        }
    }

    /// With NOENT a written `&amp;` in an attribute is `&`; there are no other entities, since there is no document type.
    private static let options = Int32(
        XML_PARSE_NONET.rawValue | XML_PARSE_NOENT.rawValue | XML_PARSE_IGNORE_ENC.rawValue)

    /// Only these events are listened to: there is no tree of libxml2's, no DTD and no loader. An entity nobody
    /// declared is an error.
    private static var handler: xmlSAXHandler {
        var handler = xmlSAXHandler()
        handler.startElementNs = { gatherer, name, prefix, _, spaceCount, spaces, count, _, attributes in
            gatherer?.assumingMemoryBound(to: XMLGatherer.self).pointee.start(
                XMLGatherer.name(prefix, name), XMLGatherer.namespaces(spaces, Int(spaceCount)),
                XMLGatherer.attributes(attributes, Int(count)))
        }
        handler.endElementNs = { gatherer, _, _, _ in
            gatherer?.assumingMemoryBound(to: XMLGatherer.self).pointee.end()
        }
        handler.characters = { gatherer, bytes, count in
            gatherer?.assumingMemoryBound(to: XMLGatherer.self).pointee.text(bytes, count)
        }
        handler.ignorableWhitespace = handler.characters
        handler.cdataBlock = handler.characters
        handler.initialized = XML_SAX2_MAGIC
        handler.serror = { gatherer, error in gatherer?.assumingMemoryBound(to: XMLGatherer.self).pointee.fail(error) }
        return handler
    }
}

/// What the callbacks of one run share: the elements that are open, outermost first.
struct XMLGatherer {
    let context: xmlParserCtxtPtr
    let mostNodes: Int
    private(set) var root: XMLElement?
    private(set) var failure: XMLFailure?
    private var open: [XMLElement] = []
    private var nodes = 0

    init(context: xmlParserCtxtPtr, mostNodes: Int) {
        (self.context, self.mostNodes) = (context, mostNodes)
    }

    mutating func start(_ name: String, _ namespaces: [String: String], _ attributes: [String: String]) {
        guard failure == nil else { return }
        let element = XMLElement(name, attributes: attributes.merging(namespaces) { one, _ in one })
        nodes += 1 + element.attributes.count
        guard nodes <= mostNodes else {
            failure = XMLFailure(
                .tooLarge, "XML has more than \(mostNodes) elements and attributes",
                advice: "Ask the platform for fewer items at a time.")
            return xmlStopParser(context)
        }
        open.append(element)
    }

    mutating func text(_ bytes: UnsafePointer<UInt8>?, _ count: Int32) {
        guard let bytes, failure == nil, !open.isEmpty else { return }
        open[open.count - 1].text += String(decoding: UnsafeBufferPointer(start: bytes, count: Int(count)), as: UTF8.self)
    }

    /// Keeps the first mistake, in the library's own words: the others mostly follow from it.
    mutating func fail(_ error: UnsafeMutablePointer<xmlError>?) {
        guard failure == nil, let error = error?.pointee, error.level.rawValue >= XML_ERR_ERROR.rawValue,
            // Feeds use prefixes without declaring them, and readers of feeds do not mind.
            error.domain != XML_FROM_NAMESPACE.rawValue
        else { return }
        let words = error.message.map { String(cString: $0).prefix { !$0.isNewline } } ?? "error \(error.code)"
        failure = .malformed("\(words) (line \(error.line), column \(error.int2))")
        xmlStopParser(context)
    }

    mutating func end() {
        guard failure == nil, var element = open.popLast() else { return }
        element.text = element.text.trimmed
        if open.isEmpty { root = element } else { open[open.count - 1].children.append(element) }
    }
}

// MARK: What libxml2 hands over

extension XMLGatherer {
    typealias Letters = UnsafePointer<UInt8>

    /// A name as it was written.
    fileprivate static func name(_ prefix: Letters?, _ name: Letters?) -> String {
        let name = name.map { String(cString: $0) } ?? ""
        return prefix.map { "\(String(cString: $0)):\(name)" } ?? name
    }

    /// Declarations, in twos: prefix (nil for the default), address.
    fileprivate static func namespaces(_ list: UnsafeMutablePointer<Letters?>?, _ count: Int) -> [String: String] {
        guard let list else { return [:] }
        return (0..<count).reduce(into: [:]) { found, place in
            let prefix = list[place * 2].map { "xmlns:\(String(cString: $0))" } ?? "xmlns"
            found[prefix] = list[place * 2 + 1].map { String(cString: $0) } ?? ""
        }
    }

    /// Attributes, in fives: name, prefix, address, start of the value, its end.
    fileprivate static func attributes(_ list: UnsafeMutablePointer<Letters?>?, _ count: Int) -> [String: String] {
        guard let list else { return [:] }
        return (0..<count).reduce(into: [:]) { found, place in
            let fields = list + place * 5
            guard let start = fields[3], let end = fields[4] else { return }
            found[name(fields[1], fields[0])] = String(
                decoding: UnsafeBufferPointer(start: start, count: end - start), as: UTF8.self)
        }
    }
}

extension XMLFailure {
    fileprivate static func malformed(_ what: String) -> XMLFailure {
        XMLFailure(.malformed, "XML cannot be read: \(what)", advice: "Report the feed to its owner.")
    }
}

extension String {
    fileprivate var trimmed: String {
        let text = self[...].drop(while: \.isWhitespace)
        guard let last = text.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(text[...last])
    }
}
