/// Cuts a mail into its tree of parts, within limits.
struct PartReader {
    let limits: MailLimits
    let charsets: Charsets
    private var partsLeft: Int
    /// A limit stopped the reading: something was left closed or dropped.
    private(set) var isCutShort = false

    init(limits: MailLimits, charsets: Charsets) {
        (self.limits, self.charsets, self.partsLeft) = (limits, charsets, limits.parts)
    }

    mutating func read(_ bytes: Bytes, depth: Int = 0, defaultType: String = "text/plain") -> MailPart {
        partsLeft -= 1
        let (headers, body) = HeaderFields.parse(bytes, limit: limits.fields, charsets: charsets)
        if headers.fields.count > limits.fields { isCutShort = true }
        let type = Self.mediaType(headers, charsets, default: defaultType)
        let disposition = headers.raw("content-disposition").map { ParameterisedValue($0, charsets) }
        let children = children(of: type, body, depth: depth)
        // A multipart in which no boundary is found is text with an odd label: shown, not lost.
        let isBroken = type.value.hasPrefix("multipart/") && children.isEmpty && depth < limits.depth && partsLeft > 0
        return MailPart(
            headers: headers, type: isBroken ? "text/plain" : type.value, parameters: type.parameters, children: children,
            body: body, disposition: disposition)
    }

    private mutating func children(of type: ParameterisedValue, _ body: Bytes, depth: Int) -> [MailPart] {
        guard type.value.hasPrefix("multipart/"), let boundary = type.parameters["boundary"], !boundary.isEmpty else {
            return []
        }
        guard depth < limits.depth else {
            isCutShort = true
            return []
        }
        let inner = type.value == "multipart/digest" ? "message/rfc822" : "text/plain"
        var parts: [MailPart] = []
        for stretch in Boundary(boundary).stretches(of: body, atMost: partsLeft + 1) {
            guard partsLeft > 0 else {
                isCutShort = true
                break
            }
            parts.append(read(stretch, depth: depth + 1, defaultType: inner))
        }
        return parts
    }

    /// RFC 2045, section 5.2: what is missing or cannot be read is plain text.
    private static func mediaType(_ headers: HeaderFields, _ charsets: Charsets, default defaultType: String)
        -> ParameterisedValue
    {
        guard let field = headers.raw("content-type") else { return ParameterisedValue(value: defaultType) }
        let type = ParameterisedValue(field, charsets)
        let halves = type.value.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, !halves[0].isEmpty, !halves[1].isEmpty else { return ParameterisedValue(value: defaultType) }
        return type
    }
}

/// The line between the parts of a multipart (RFC 2046, section 5.1.1).
private struct Boundary {
    private let delimiter: [UInt8]

    init(_ boundary: String) { delimiter = [45, 45] + Array(boundary.utf8) }

    /// What lies between the delimiter lines; the line end before a delimiter belongs to it. Text before the first and after
    /// the closing one is dropped; where the closing one is missing the last stretch goes to the end.
    func stretches(of body: Bytes, atMost limit: Int) -> [Bytes] {
        var found: [Bytes] = []
        var start: Int?
        var at = body.startIndex
        var previousEnd = at
        while at < body.endIndex, found.count < limit {
            let (end, next) = body.line(from: at)
            if let isLast = match(body[at..<end]) {
                if let start { found.append(body[start..<max(start, previousEnd)]) }
                start = isLast ? nil : next
                if isLast { break }
            }
            (previousEnd, at) = (end, next)
        }
        if let start, found.count < limit { found.append(body[start...]) }
        return found
    }

    /// nil: no delimiter; true: the closing one.
    private func match(_ line: Bytes) -> Bool? {
        guard line.count >= delimiter.count, line.first == 45, line.starts(with: delimiter) else { return nil }
        let rest = line.dropFirst(delimiter.count)
        if rest.allSatisfy(\.isSpace) { return false }
        return rest.starts(with: [45, 45]) && rest.dropFirst(2).allSatisfy(\.isSpace) ? true : nil
    }
}
