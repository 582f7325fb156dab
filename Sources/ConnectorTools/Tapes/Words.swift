import ConnectorKit
import Expressions
import InboxModel
import Spelling

/// An expected item: a map in the manifest's own words.
struct WrittenItem: Decodable {
    let value: TapeValue

    static let words: Set<String> = [
        "id", "kind", "thread", "parent", "post", "target", "author", "text", "html", "subject", "at", "edited_at", "url",
        "attachments", "rating", "reaction", "private", "mine", "gone", "role", "language", "keep", "needs_answer", "also",
        "status", "reason",
    ]

    init(from decoder: any Decoder) throws {
        value = try TapeValue(from: decoder)
        guard let members = value.members else { throw decoder.fault("an item is a map of the fields to compare") }
        for (key, _) in members where !Self.words.contains(key) {
            let near = Spelling.nearest(to: key, in: Self.words.sorted()).map { "did you mean `\($0)`?" }
            let hint = near ?? "known: \(Self.words.sorted().joined(separator: ", "))"
            decoder.report("an item has no `\(key)`; \(hint)", atKey: key)
        }
    }
}

/// The words behind `outcome`.
enum OutcomeWord {
    static let all = ["sent", "unknown", "refused"] + ErrorLabel.allCases.map(\.rawValue)
}

/// Texts of forms.
enum FormText {
    /// Percent-encoded but for unreserved characters.
    static func encoded(_ text: String) -> String {
        text.utf8.reduce(into: "") { result, byte in
            let isPlain = (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            if isPlain || [0x2D, 0x2E, 0x5F, 0x7E].contains(byte) {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                result += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
    }

    /// The pairs of a query or a form, decoded and in a fixed order.
    static func pairs(_ text: some StringProtocol) -> [[String]] {
        text.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return [decoded(parts[0]), parts.count > 1 ? decoded(parts[1]) : ""]
        }.sorted { $0.lexicographicallyPrecedes($1) }
    }

    static func decoded(_ text: some StringProtocol, plusIsBlank: Bool = true) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var at = 0
        while at < bytes.count {
            if bytes[at] == 0x25, at + 2 < bytes.count,
                let byte = UInt8(String(decoding: bytes[at + 1...at + 2], as: UTF8.self), radix: 16)
            {
                result.append(byte)
                at += 3
            } else {
                result.append(bytes[at] == 0x2B && plusIsBlank ? 0x20 : bytes[at])
                at += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
