/// Reads address fields (RFC 5322, section 3.4, and the obsolete forms): names, quoted names, comments, groups, routes.
struct AddressList {
    /// The mailboxes of an unfolded value in order; members of groups are listed like the others.
    static func parse(_ value: Bytes, _ charsets: Charsets) -> [MailAddress] {
        var list = AddressList(charsets: charsets, bytes: value, at: value.startIndex)
        list.read()
        return list.found
    }

    private let charsets: Charsets
    private let bytes: Bytes
    private var at: Int
    private var found: [MailAddress] = []
    /// The words outside brackets since the last separator, for a name or for a bare address.
    private var phrase: [UInt8] = []
    private var angle: [UInt8]?
    private var comment: [UInt8] = []
    /// A blank stood before the next word.
    private var isGap = false

    private init(charsets: Charsets, bytes: Bytes, at: Int) { (self.charsets, self.bytes, self.at) = (charsets, bytes, at) }

    private static let limit = 1_000

    private mutating func read() {
        while at < bytes.endIndex, found.count < Self.limit {
            switch bytes[at] {
            case UInt8(ascii: ","), UInt8(ascii: ";"):
                endMailbox()
                at += 1
            case UInt8(ascii: ":") where angle == nil: dropGroupName()
            case UInt8(ascii: "\""): readQuoted()
            case UInt8(ascii: "("): readComment()
            case UInt8(ascii: "<"): readAngle()
            case let byte where byte.isSpace:
                isGap = true
                at += 1
            default: readWord()
            }
        }
        endMailbox()
    }

    private mutating func endMailbox() {
        defer { (phrase, angle, comment, isGap) = ([], nil, [], false) }
        let isBare = angle == nil
        let address = AddressList.address(angle ?? phrase)
        guard !address.isEmpty else { return }
        found.append(
            MailAddress(
                name: isBare ? "" : EncodedWords.decode(phrase[...], charsets),
                address: address,
                comment: comment.isEmpty ? nil : EncodedWords.decode(comment[...], charsets)))
    }

    private mutating func dropGroupName() {
        at += 1
        (phrase, isGap) = ([], false)
    }

    /// A quoted string: its content joins the phrase, and stays quoted where it turns out to be a local part.
    private mutating func readQuoted() {
        let start = at
        at += 1
        var content: [UInt8] = []
        while at < bytes.endIndex, bytes[at] != UInt8(ascii: "\"") {
            if bytes[at] == UInt8(ascii: "\\"), at + 1 < bytes.endIndex { at += 1 }
            content.append(bytes[at])
            at += 1
        }
        at += 1
        let isLocalPart = at < bytes.endIndex && bytes[at] == UInt8(ascii: "@")
        join(isLocalPart ? Array(bytes[start..<at]) : content)
    }

    private mutating func readComment() {
        var depth = 0
        while at < bytes.endIndex {
            let byte = bytes[at]
            at += 1
            switch byte {
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"): depth -= 1
            case UInt8(ascii: "\\"): at = min(at + 1, bytes.endIndex)
            default: if depth == 1 { comment.append(byte) }
            }
            if depth == 0 { return }
        }
    }

    private mutating func readAngle() {
        let end = bytes[at...].firstIndex(of: UInt8(ascii: ">")) ?? bytes.endIndex
        angle = angle ?? Array(bytes[(at + 1)..<max(end, at + 1)])
        at = min(end + 1, bytes.endIndex)
    }

    /// An atom, or a whole encoded word: those may hold commas and brackets in spite of the RFC.
    private mutating func readWord() {
        let start = at
        if bytes[at] == 61, at + 1 < bytes.endIndex, bytes[at + 1] == 63, let word = EncodedWords.Word(bytes, at: at) {
            at = word.end
        } else {
            at += 1
            while at < bytes.endIndex, !Self.isSeparator(bytes[at]) { at += 1 }
        }
        join(bytes[start..<at])
    }

    private mutating func join(_ word: some Collection<UInt8>) {
        // A word after the brackets: the comma was forgotten.
        if angle != nil { endMailbox() }
        if isGap, !phrase.isEmpty { phrase.append(32) }
        phrase += word
        isGap = false
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte.isSpace || [44, 59, 58, 34, 40, 60].contains(byte)
    }

    /// The bare address: white space and control characters out, an obsolete route (`@a,@b:`) cut off.
    private static func address(_ bytes: [UInt8]) -> String {
        let isQuoted = bytes.contains(UInt8(ascii: "\""))
        var rest = bytes.filter { !$0.isControl && (isQuoted || $0 != 32) }[...]
        if rest.first == UInt8(ascii: "@"), let colon = rest.firstIndex(of: UInt8(ascii: ":")) { rest = rest[(colon + 1)...] }
        return rest.count > 998 ? "" : String(decoding: rest, as: UTF8.self)
    }
}
