import HTTPCore

/// How a request says where its body ends. Whatever two readers could understand differently is refused (RFC 9112, part 6).
enum RequestFraming: Sendable, Hashable {
    case none
    case length(Int)
    case chunked

    init(_ headers: HTTPHeaders, isVersion11: Bool) throws(Refusal) {
        var marks = Marks()
        for field in headers.fields { try marks.note(field) }
        guard marks.host != nil || !isVersion11 else { throw .malformed("the Host header is missing") }
        switch (marks.length, marks.encoding) {
        case (nil, nil): self = .none
        case (_?, _?): throw .malformed("Content-Length and Transfer-Encoding exclude each other")
        case (let text?, nil): self = .length(try Self.length(text))
        case (nil, let text?):
            guard isVersion11, text.lowercased() == "chunked" else {
                throw .malformed("the only Transfer-Encoding understood is chunked, in HTTP/1.1")
            }
            self = .chunked
        }
    }

    /// Digits alone: no sign, no list, no space.
    private static func length(_ text: String) throws(Refusal) -> Int {
        guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else {
            throw .malformed("Content-Length is no number")
        }
        guard let length = Int(text) else { throw .bodyTooLarge }
        return length
    }

    /// The headers that may stand once at most.
    private struct Marks {
        var host: String?
        var length: String?
        var encoding: String?

        mutating func note(_ field: HTTPHeaders.Field) throws(Refusal) {
            switch field.name.utf8.count {
            case 4 where field.name.lowercased() == "host":
                guard host == nil else { throw .malformed("there are two Host headers") }
                guard Self.isHost(field.value) else { throw .malformed("the Host header names no host") }
                host = field.value
            case 6 where field.name.lowercased() == "expect":
                guard field.value.lowercased() == "100-continue" else {
                    throw Refusal(417, "only 100-continue can be expected")
                }
            case 14 where field.name.lowercased() == "content-length":
                guard length == nil else { throw .malformed("there are two Content-Length headers") }
                length = field.value
            case 17 where field.name.lowercased() == "transfer-encoding":
                guard encoding == nil else { throw .malformed("there are two Transfer-Encoding headers") }
                encoding = field.value
            default: break
            }
        }

        /// Letters, digits and what stands in a name, an address or a port; nothing that ends a host in someone's eyes.
        private static func isHost(_ text: String) -> Bool {
            !text.isEmpty
                && text.utf8.allSatisfy { byte in
                    switch byte {
                    case 48...57, 65...90, 97...122: true
                    case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "["),
                        UInt8(ascii: "]"):
                        true
                    default: false
                    }
                }
        }
    }
}
