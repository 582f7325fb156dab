/// What may be written into a mail and handed to a mail server. Stricter than the RFCs: what no real address needs is refused.
public enum MailSyntax {
    /// `local@domain` without blanks, controls, brackets, commas and quotes. Letters outside ASCII pass (SMTPUTF8, IDN).
    public static func isAddress(_ text: String) -> Bool {
        let halves = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard halves.count == 2, !halves[0].isEmpty, halves[0].count <= 64, !halves[1].isEmpty, text.utf8.count <= 254 else {
            return false
        }
        let refused = " <>()[]\\,;:\"".utf8
        return text.utf8.allSatisfy { !$0.isControl && !refused.contains($0) } && !text.unicodeScalars.contains { isHidden($0) }
    }

    /// `<left@right>` in printable ASCII, fit to be sent in a header of its own line.
    public static func isMessageID(_ text: String) -> Bool {
        text.utf8.count > 2 && text.utf8.count <= 900 && text.utf8.first == 60 && text.utf8.last == 62
            && text.utf8.dropFirst().dropLast().allSatisfy { $0 > 32 && $0 < 127 && $0 != 60 && $0 != 62 }
    }

    /// `type/subtype`, both tokens.
    public static func isMediaType(_ text: String) -> Bool {
        let halves = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return halves.count == 2
            && halves.allSatisfy { half in
                !half.isEmpty && half.count <= 64
                    && half.allSatisfy { $0.isLetter || $0.isDigit || "!#$&-^_.+".utf8.contains($0) }
            }
    }

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        (0x80..<0xA1).contains(scalar.value) || (0x2000...0x206F).contains(scalar.value) || scalar.value == 0xFEFF
    }
}
