/// A piece of an IMAP answer, as RFC 3501, section 9 nests them.
enum IMAPValue: Sendable, Hashable {
    /// A word outside quotes: numbers, flags, item names with their brackets (`BODY[HEADER.FIELDS (SUBJECT)]<0>`).
    case atom(String)
    /// Quoted or literal.
    case string([UInt8])
    case list([IMAPValue])

    var number: UInt32? { if case .atom(let text) = self { UInt32(text) } else { nil } }

    var items: [IMAPValue]? { if case .list(let items) = self { items } else { nil } }

    private var isNull: Bool { if case .atom(let text) = self { text.uppercased() == "NIL" } else { false } }

    /// The bytes of a string or an atom; nil for a list and for NIL.
    var bytes: [UInt8]? {
        switch self {
        case .atom(let text): isNull ? nil : Array(text.utf8)
        case .string(let bytes): bytes
        case .list: nil
        }
    }

    var text: String? { bytes.map { String(decoding: $0, as: UTF8.self) } }
}

/// One answer of the server: a line with the literals in it.
enum IMAPResponse: Sendable, Hashable {
    /// `+ …`
    case goOn(String)
    /// `* OK [CODE …] text`, and the tagged end of a command.
    case status(tag: String?, IMAPStatusLine)
    /// `* 12 FETCH (…)`, `* SEARCH 1 2`, …: number, if one leads, the word, and what follows it.
    case data(number: UInt32?, word: String, [IMAPValue])
}

struct IMAPStatusLine: Sendable, Hashable {
    /// OK, NO, BAD, BYE or PREAUTH.
    var word: String
    /// What stands in brackets, upper case, without its arguments: `UNAVAILABLE`, `APPENDUID`.
    var code: String?
    /// The arguments of the code: `1782979200`, or `1782979202`, `1`.
    var arguments: [String]
    var text: String

    /// For people and failures: `NO [UNAVAILABLE] Temporary authentication failure`.
    var shown: String {
        let bracket = code.map { "[\(([$0] + arguments).joined(separator: " "))] " } ?? ""
        return MailFailure.shown("\(word) \(bracket)\(text)")
    }
}
