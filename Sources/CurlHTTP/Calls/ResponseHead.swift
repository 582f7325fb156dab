internal import HTTPCore

/// Status and header fields of an answer, read line by line as libcurl hands them over.
struct ResponseHead {
    /// Bytes of all header lines of one transfer, informational answers included.
    static let mostBytes = 128 << 10

    private(set) var status = 0
    private(set) var headers = HTTPHeaders()
    /// Whether the empty line after the fields of a final answer has come.
    private(set) var isComplete = false
    private var bytes = 0

    /// Takes one line as it came; false when there are too many bytes.
    mutating func take(_ line: UnsafeRawBufferPointer) -> Bool {
        bytes += line.count
        guard bytes <= Self.mostBytes else { return false }
        let text = line.dropLast(line.last != 0x0a ? 0 : line.dropLast().last == 0x0d ? 2 : 1)
        if text.starts(with: "HTTP/".utf8) {
            begin(text)
        } else if text.isEmpty {
            isComplete = status >= 200
        } else if !isComplete {
            add(text)
        }
        // What comes after the body are trailers: nobody here asked for any.
        return true
    }

    private mutating func begin(_ line: Slice<UnsafeRawBufferPointer>) {
        let parts = line.split(separator: 0x20, maxSplits: 2)
        status = parts.count > 1 ? Int(String(decoding: parts[1], as: UTF8.self)) ?? 0 : 0
        headers = HTTPHeaders()
        isComplete = false
    }

    private mutating func add(_ line: Slice<UnsafeRawBufferPointer>) {
        // A folded line (obsolete since RFC 7230) continues a value nobody here reads in full.
        guard line.first != 0x20, line.first != 0x09, let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return }
        let value = line[line.index(after: colon)...].drop { $0 == 0x20 || $0 == 0x09 }
        let end = value.reversed().drop { $0 == 0x20 || $0 == 0x09 }.count
        headers.add(String(decoding: line[..<colon], as: UTF8.self), String(decoding: value.prefix(end), as: UTF8.self))
    }
}
