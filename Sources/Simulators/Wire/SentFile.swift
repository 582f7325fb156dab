import HTTPCore

/// A file as somebody sends it up.
struct SentFile: Sendable, Hashable {
    var name: String
    var type: String
    var bytes: [UInt8]
}

/// A `multipart/form-data` body (RFC 7578), taken apart.
struct MultipartForm: Sendable {
    private(set) var fields: [(name: String, value: String)] = []
    private(set) var files: [String: SentFile] = [:]

    /// Nil where the body is not what its type says.
    init?(_ body: [UInt8], type: String) {
        guard let mark = type.range(of: "boundary=") else { return nil }
        let boundary = type[mark.upperBound...].prefix { $0 != ";" }.filter { $0 != "\"" }
        let parts = body.split(by: Array("--\(boundary)".utf8))
        guard parts.count >= 2, parts.last?.starts(with: Array("--".utf8)) == true else { return nil }
        for part in parts.dropFirst().dropLast() {
            let pieces = part.split(by: Array("\r\n\r\n".utf8), most: 1)
            guard pieces.count == 2 else { return nil }
            take(String(decoding: pieces[0], as: UTF8.self), Array(pieces[1].dropLast(2)))
        }
    }

    private mutating func take(_ head: String, _ bytes: [UInt8]) {
        guard let name = Self.parameter("name", in: head) else { return }
        guard let file = Self.parameter("filename", in: head) else {
            fields.append((name, String(decoding: bytes, as: UTF8.self)))
            return
        }
        let type = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-type:") }?.dropFirst(13)
        files[name] = SentFile(
            name: file, type: type.map { String($0.drop { $0 == " " }) } ?? "application/octet-stream", bytes: bytes)
    }

    private static func parameter(_ name: String, in head: String) -> String? {
        guard let start = head.range(of: " \(name)=\"") else { return nil }
        return String(head[start.upperBound...].prefix { $0 != "\"" })
    }
}

extension String {
    fileprivate func range(of word: String) -> Range<Index>? {
        var at = startIndex
        while at < endIndex {
            if self[at...].hasPrefix(word) { return at..<index(at, offsetBy: word.count) }
            at = index(after: at)
        }
        return nil
    }
}

extension RandomAccessCollection<UInt8> where Index == Int {
    /// The stretches between marks, at most so many cuts.
    fileprivate func split(by mark: [UInt8], most: Int = .max) -> [ArraySlice<UInt8>] {
        let bytes = Array(self)
        var parts: [ArraySlice<UInt8>] = []
        var start = 0
        var at = 0
        while at + mark.count <= bytes.count, parts.count < most {
            guard bytes[at] == mark[0], bytes[at..<at + mark.count].elementsEqual(mark) else {
                at += 1
                continue
            }
            parts.append(bytes[start..<at])
            at += mark.count
            start = at
        }
        return parts + [bytes[start...]]
    }
}
