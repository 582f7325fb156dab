/// The bytes of a mail as mail servers want them.
enum MailText {
    /// Every line end as CR LF, and one at the end. libcurl leaves dots alone after a bare LF, and a line of one dot would end
    /// the mail there.
    static func withLineEnds(_ bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count + bytes.count / 32 + 2)
        var rest = bytes[...]
        while !rest.isEmpty {
            let end = rest.firstIndex { $0 == 0x0d || $0 == 0x0a } ?? rest.endIndex
            output.append(contentsOf: rest[..<end])
            output += [0x0d, 0x0a]
            let isPair = end + 1 < rest.endIndex && rest[end] == 0x0d && rest[end + 1] == 0x0a
            rest = rest[min(end + (isPair ? 2 : 1), rest.endIndex)...]
        }
        return output
    }
}
