/// The bytes of a mail as mail servers want them.
enum MailText {
    /// Every line end as CR LF, and one at the end. libcurl leaves dots alone after a bare LF, and a line of one dot would end
    /// the mail there.
    static func withLineEnds(_ bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count + bytes.count / 32 + 2)
        var previous: UInt8 = 0
        for byte in bytes {
            switch (previous, byte) {
            case (0x0d, 0x0a): break
            case (_, 0x0d), (_, 0x0a): output += [0x0d, 0x0a]
            default: output.append(byte)
            }
            previous = byte
        }
        if !output.isEmpty, output.suffix(2) != [0x0d, 0x0a] { output += [0x0d, 0x0a] }
        return output
    }
}
