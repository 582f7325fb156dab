/// A value with parameters: `Content-Type`, `Content-Disposition` (RFC 2045, section 5.1, and RFC 2231).
struct ParameterisedValue: Sendable {
    /// In lower case, without comments.
    let value: String
    /// By name in lower case; RFC 2231 pieces joined and decoded, encoded words decoded though they do not belong here.
    let parameters: [String: String]

    init(_ field: Bytes, _ charsets: Charsets) {
        let pieces = Self.pieces(field)
        value = pieces[0].trimmed.prefix { !$0.isSpace && $0 != UInt8(ascii: "(") }.lowercasedASCII
        var assembly = Assembly(charsets: charsets)
        for piece in pieces.dropFirst().prefix(64) { assembly.take(piece) }
        parameters = assembly.parameters
    }

    init(value: String) { (self.value, parameters) = (value, [:]) }

    /// The stretches between semicolons outside quotes; at least one.
    private static func pieces(_ field: Bytes) -> [Bytes] {
        var pieces: [Bytes] = []
        var start = field.startIndex
        var at = start
        var isQuoted = false
        while at < field.endIndex {
            switch field[at] {
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: "\\") where isQuoted && at + 1 < field.endIndex && field[at + 1] == UInt8(ascii: "\""): at += 1
            case UInt8(ascii: ";") where !isQuoted:
                pieces.append(field[start..<at])
                start = at + 1
            default: break
            }
            at += 1
        }
        pieces.append(field[min(start, field.endIndex)...])
        return pieces
    }

    /// Collects plain parameters and the numbered, percent-encoded pieces of RFC 2231.
    private struct Assembly {
        let charsets: Charsets
        private var plain: [String: String] = [:]
        private var split: [String: [(number: Int, isEncoded: Bool, bytes: [UInt8])]] = [:]

        init(charsets: Charsets) { self.charsets = charsets }

        mutating func take(_ piece: Bytes) {
            guard let equals = piece.firstIndex(of: UInt8(ascii: "=")) else { return }
            let name = piece[..<equals].trimmed.lowercasedASCII
            let value = Self.unquoted(piece[(equals + 1)...].trimmed)
            let pieces = name.split(separator: "*", omittingEmptySubsequences: false)
            guard pieces.count > 1, let base = pieces.first.map(String.init), !base.isEmpty else {
                if plain[name] == nil { plain[name] = EncodedWords.decode(value[...], charsets) }
                return
            }
            let number = Int(pieces[1]) ?? 0
            split[base, default: []].append((number, pieces.count == 3 || pieces[1].isEmpty, value))
        }

        var parameters: [String: String] {
            plain.merging(split.mapValues(joined)) { _, decoded in decoded }
        }

        private func joined(_ pieces: [(number: Int, isEncoded: Bool, bytes: [UInt8])]) -> String {
            var charset: String?
            var bytes: [UInt8] = []
            for (index, piece) in pieces.sorted(by: { $0.number < $1.number }).enumerated() {
                var rest = piece.bytes[...]
                if index == 0, piece.isEncoded, let (label, text) = Self.charset(rest) { (charset, rest) = (label, text) }
                bytes += piece.isEncoded ? Self.percentDecoded(rest) : Array(rest)
            }
            return EncodedWords.withoutControls(charsets.decode(bytes[...], label: charset))
        }

        /// `UTF-8'de'Rechnung`: the label and what follows the second quote.
        private static func charset(_ bytes: Bytes) -> (String, Bytes)? {
            let parts = bytes.split(separator: UInt8(ascii: "'"), maxSplits: 2, omittingEmptySubsequences: false)
            return parts.count == 3 ? (parts[0].lowercasedASCII, parts[2]) : nil
        }

        private static func percentDecoded(_ bytes: Bytes) -> [UInt8] {
            var decoded: [UInt8] = []
            var at = bytes.startIndex
            while at < bytes.endIndex {
                if bytes[at] == UInt8(ascii: "%"), at + 2 < bytes.endIndex, let high = bytes[at + 1].hexValue,
                    let low = bytes[at + 2].hexValue
                {
                    decoded.append(high << 4 | low)
                    at += 3
                } else {
                    decoded.append(bytes[at])
                    at += 1
                }
            }
            return decoded
        }

        /// Only `\"` and `\\` are taken for escapes: Windows programs write paths between quotes as they are.
        private static func unquoted(_ value: Bytes) -> [UInt8] {
            guard value.first == UInt8(ascii: "\"") else { return Array(value) }
            var content: [UInt8] = []
            var at = value.startIndex + 1
            while at < value.endIndex, value[at] != UInt8(ascii: "\"") {
                if value[at] == UInt8(ascii: "\\"), at + 1 < value.endIndex, value[at + 1] == 34 || value[at + 1] == 92 {
                    at += 1
                }
                content.append(value[at])
                at += 1
            }
            return content
        }
    }
}
