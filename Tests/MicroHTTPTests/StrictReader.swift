import HTTPCore

/// A second reader of requests, written from RFC 9112 alone, that forgives nothing but what `RequestHead` says it cannot see.
struct StrictReader {
    struct Request: Hashable {
        var method: String
        var target: String
        var fields: [HTTPHeaders.Field]
        /// Nil where the body is chunked: how chunks are written is not looked at, for nothing follows them.
        var body: [UInt8]?
    }

    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    /// Every request up to the first that is not written as it must be, or may be the last of its connection.
    mutating func requests() -> [Request] {
        var found: [Request] = []
        while let request = next() {
            found.append(request)
            if request.body == nil { break }
        }
        return found
    }

    private mutating func next() -> Request? {
        guard let first = firstLine() else { return nil }
        let parts = first.split(separator: 0x20, omittingEmptySubsequences: false)
        guard parts.count == 3, Self.isToken(parts[0]), parts[1].allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { return nil }
        let isVersion11 = parts[2].elementsEqual("HTTP/1.1".utf8)
        guard isVersion11 || parts[2].elementsEqual("HTTP/1.0".utf8) else { return nil }
        var request = Request(method: Self.text(parts[0]), target: Self.text(parts[1]), fields: [], body: [])
        while let field = line() {
            if field.isEmpty { return finish(request, isVersion11: isVersion11) }
            guard let parsed = Self.field(field) else { return nil }
            request.fields.append(parsed)
        }
        return nil
    }

    private mutating func finish(_ request: Request, isVersion11: Bool) -> Request? {
        func values(_ name: String) -> [String] { request.fields.filter { $0.name.lowercased() == name }.map(\.value) }
        let (hosts, lengths, encodings) = (values("host"), values("content-length"), values("transfer-encoding"))
        guard hosts.count <= 1, hosts.count == 1 || !isVersion11, lengths.count + encodings.count <= 1 else { return nil }
        var request = request
        if let encoding = encodings.first {
            guard isVersion11, encoding.lowercased() == "chunked" else { return nil }
            request.body = nil
        } else if let text = lengths.first {
            guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }), let length = Int(text), rest.count >= length
            else { return nil }
            request.body = Array(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return request
    }

    private mutating func firstLine() -> ArraySlice<UInt8>? {
        while let start = rest.first {
            if start == 10 {
                rest = rest.dropFirst()
            } else if rest.starts(with: [13, 10]) {
                rest = rest.dropFirst(2)
            } else if start == 0, let end = rest.firstIndex(of: 10) {
                rest = rest[(end + 1)...]
            } else {
                return line()
            }
        }
        return nil
    }

    /// Up to the LF, which CR must precede, or one of the hidden shapes.
    private mutating func line() -> ArraySlice<UInt8>? {
        guard let end = rest.firstIndex(of: 10) else { return nil }
        let line = rest[..<end]
        if line.count == 1, [0, 0x3a, 13].contains(line.first) {
            rest = rest[(end + 1)...]
            return []
        }
        if line.last == 13 || line.last == 0 {
            rest = rest[(end + 1)...]
            return line.dropLast()
        }
        let hidden = rest[(end + 1)...].prefix(3)
        guard hidden.elementsEqual([0x3a, 13, 10]) || hidden.elementsEqual([0, 13, 10]) else { return nil }
        // The line ends here, and so does the head: the next call finds an empty line.
        rest = [13, 10] + rest[(end + 4)...]
        return line
    }

    private static func field(_ line: ArraySlice<UInt8>) -> HTTPHeaders.Field? {
        guard let colon = line.firstIndex(of: 0x3a), isToken(line[..<colon]) else { return nil }
        let value = line[(colon + 1)...]
        guard value.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == 9 }) else { return nil }
        let start = value.firstIndex { $0 != 0x20 && $0 != 9 } ?? value.endIndex
        let end = value.lastIndex { $0 != 0x20 && $0 != 9 }.map { $0 + 1 } ?? start
        return HTTPHeaders.Field(text(line[..<colon]), text(value[start..<end]))
    }

    private static func isToken(_ bytes: ArraySlice<UInt8>) -> Bool {
        let marks = "!#$%&'*+-.^_`|~".utf8
        return !bytes.isEmpty
            && bytes.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || marks.contains(byte)
            }
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}
