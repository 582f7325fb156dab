/// format=flowed (RFC 3676): paragraphs that were broken for the wire become one line again.
enum FlowedText {
    /// - Parameter deletesSpace: `delsp=yes`: the blank that marks a soft break is not part of the text.
    static func unflow(_ text: String, deletesSpace: Bool) -> String {
        var paragraphs: [Paragraph] = []
        var isOpen = false
        for line in text.lines {
            let (depth, content) = parted(line)
            let isSignature = content.starts("-- ") && content.count == 3
            let isFlowed = content.last == 32 && !isSignature
            let kept = isFlowed && deletesSpace ? content.dropLast() : content
            if isOpen, !isSignature, paragraphs[paragraphs.count - 1].depth == depth {
                paragraphs[paragraphs.count - 1].text += kept
            } else {
                paragraphs.append(Paragraph(depth: depth, text: Array(kept)))
            }
            isOpen = isFlowed
        }
        return Array(paragraphs.map(\.quoted).joined(separator: [10]))[...].text
    }

    private struct Paragraph {
        let depth: Int
        var text: [UInt8]

        /// With its quote marks before it again.
        var quoted: [UInt8] {
            guard depth > 0 else { return text }
            return [UInt8](repeating: UInt8(ascii: ">"), count: depth) + (text.isEmpty ? [] : [32] + text)
        }
    }

    /// The quote depth of a line and its content without the blank that protects it.
    private static func parted(_ line: Bytes) -> (depth: Int, content: Bytes) {
        let marks = line.prefix { $0 == UInt8(ascii: ">") }
        let content = line[marks.endIndex...]
        return (marks.count, content.first == 32 ? content.dropFirst() : content)
    }
}
