internal import HTTPCore

/// A body as it goes over the wire.
struct RequestBody {
    let type: String
    let bytes: [UInt8]

    init(_ body: HTTPBody) {
        switch body {
        case .bytes(let bytes, let type): (self.type, self.bytes) = (type, bytes)
        case .multipart(let parts):
            // 128 random bits: no part can hold the boundary, but by having seen it.
            let boundary =
                "stellwerk-\(String(UInt64.random(in: 0...(.max)), radix: 36))-\(String(UInt64.random(in: 0...(.max)), radix: 36))"
            type = "multipart/form-data; boundary=\(boundary)"
            bytes = Self.multipart(parts, boundary: boundary)
        }
    }

    /// RFC 7578, with names escaped as browsers do.
    private static func multipart(_ parts: [HTTPBody.Part], boundary: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(parts.reduce(0) { $0 + $1.bytes.count + 256 })
        for part in parts {
            var head = "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(escaped(part.name))\""
            if let fileName = part.fileName { head += "; filename=\"\(escaped(fileName))\"" }
            if let type = part.type { head += "\r\nContent-Type: \(oneLine(type))" }
            bytes += Array("\(head)\r\n\r\n".utf8)
            bytes += part.bytes
            bytes += Array("\r\n".utf8)
        }
        bytes += Array("--\(boundary)--\r\n".utf8)
        return bytes
    }

    private static func escaped(_ name: String) -> String {
        String(
            decoding: name.utf8.flatMap { byte -> [UInt8] in
                switch byte {
                case UInt8(ascii: "\""): Array("%22".utf8)
                case UInt8(ascii: "\r"): Array("%0D".utf8)
                case UInt8(ascii: "\n"): Array("%0A".utf8)
                default: [byte]
                }
            }, as: UTF8.self)
    }

    private static func oneLine(_ type: String) -> String {
        String(decoding: type.utf8.filter { $0 >= 0x20 && $0 != 0x7f }, as: UTF8.self)
    }
}
