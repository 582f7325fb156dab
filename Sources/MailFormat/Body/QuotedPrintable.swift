/// Quoted-printable (RFC 2045, section 6.7) and its cousin in encoded words (RFC 2047, section 4.2).
enum QuotedPrintable {
    /// Reads what is there: an `=` that begins no escape stays as it is, blanks at line ends go.
    static func decode(_ bytes: Bytes) -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var at = bytes.startIndex
        while at < bytes.endIndex {
            let (end, next) = bytes.line(from: at)
            var last = end
            while last > at, bytes[last - 1].isBlank { last -= 1 }
            let isSoft = last > at && bytes[last - 1] == UInt8(ascii: "=")
            appendLine(bytes[at..<(isSoft ? last - 1 : last)], to: &decoded)
            if !isSoft { decoded += bytes[end..<next] }
            at = next
        }
        return decoded
    }

    private static func appendLine(_ line: Bytes, to decoded: inout [UInt8]) {
        guard var escape = line.firstIndex(of: UInt8(ascii: "=")) else {
            decoded += line
            return
        }
        decoded += line[..<escape]
        while escape < line.endIndex {
            if line[escape] == UInt8(ascii: "="), escape + 2 < line.endIndex, let high = line[escape + 1].hexValue,
                let low = line[escape + 2].hexValue
            {
                decoded.append(high << 4 | low)
                escape += 3
            } else {
                decoded.append(line[escape])
                escape += 1
            }
        }
    }

    /// The `Q` of an encoded word: an underscore is a blank.
    static func decodeWord(_ bytes: Bytes) -> [UInt8] {
        var decoded: [UInt8] = []
        appendLine(bytes, to: &decoded)
        guard bytes.contains(UInt8(ascii: "_")) else { return decoded }
        // An escaped underscore (=5F) must stay one: replace before the escapes are read.
        decoded.removeAll(keepingCapacity: true)
        appendLine(bytes.map { $0 == UInt8(ascii: "_") ? 32 : $0 }[...], to: &decoded)
        return decoded
    }

    /// Encodes text with CRLF line ends: lines of at most 76, and what mail programs tamper with (blanks at line ends, a dot
    /// or `From ` at the start) escaped.
    static func encode(_ text: String) -> [UInt8] {
        var encoded: [UInt8] = []
        for (number, line) in text.lines.enumerated() {
            if number > 0 { encoded += [13, 10] }
            appendEncoded(Array(line), to: &encoded)
        }
        return encoded
    }

    private static func appendEncoded(_ line: [UInt8], to encoded: inout [UInt8]) {
        var width = 0
        for (place, byte) in line.enumerated() {
            let isLast = place == line.count - 1
            let piece = isPlain(byte, at: place, in: line) ? [byte] : escape(byte)
            // One column is kept for the soft break, except at the line's end.
            if width + piece.count > (isLast ? 76 : 75) {
                encoded += [61, 13, 10]
                width = 0
            }
            encoded += piece
            width += piece.count
        }
    }

    private static func isPlain(_ byte: UInt8, at place: Int, in line: [UInt8]) -> Bool {
        switch byte {
        case 9, 32: place < line.count - 1
        case UInt8(ascii: "="): false
        case UInt8(ascii: "."): place > 0
        case UInt8(ascii: "F"): place > 0 || !line.starts(with: Array("From ".utf8))
        default: byte > 32 && byte < 127
        }
    }

    static func escape(_ byte: UInt8) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return [61, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
}
