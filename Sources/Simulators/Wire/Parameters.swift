import FoundationEssentials
import HTTPCore

/// What a call carries, wherever it stands: in the query, in a form, or in a JSON body.
struct Parameters: Sendable {
    private var pairs: [(name: String, value: Document)]
    /// Files by the field they were sent in.
    private(set) var files: [String: SentFile] = [:]

    /// Nil where the body claims to be JSON, or a form with files, and is not.
    init?(_ request: HTTPRequest) {
        pairs = request.query.map { ($0.name, .text($0.value)) }
        guard !request.body.isEmpty else { return }
        let type = request.headers["Content-Type"]?.lowercased() ?? ""
        if type.hasPrefix("application/json") {
            guard let document = try? Document(parsing: request.body), case .members(let members) = document else { return nil }
            pairs += members.map { ($0.name, $0.value) }
        } else if type.hasPrefix("application/x-www-form-urlencoded") {
            pairs += Self.form(String(decoding: request.body, as: UTF8.self))
        } else if type.hasPrefix("multipart/form-data") {
            guard let form = MultipartForm(request.body, type: request.headers["Content-Type"] ?? "") else { return nil }
            pairs += form.fields.map { ($0.name, .text($0.value)) }
            files = form.files
        }
    }

    subscript(name: String) -> Document? { pairs.last { $0.name == name && $0.value != .null }?.value }

    func has(_ name: String) -> Bool { pairs.contains { $0.name == name } }

    func text(_ name: String) -> String? { self[name]?.text }

    func whole(_ name: String) -> Int64? { self[name]?.whole }

    /// Every value of a repeated parameter, `id[]` or a JSON list alike.
    func all(_ name: String) -> [String] {
        let repeated = pairs.filter { $0.name == name || $0.name == name + "[]" }
        return repeated.flatMap { $0.value.elements.isEmpty ? [$0.value.text] : $0.value.elements.map(\.text) }.compactMap {
            $0
        }
    }

    private static func form(_ text: String) -> [(name: String, value: Document)] {
        text.split(separator: "&").map { pair in
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(plain)
            return (sides[0], .text(sides.count == 2 ? sides[1] : ""))
        }
    }

    private static func plain(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                let digits = String(decoding: rest.prefix(2), as: UTF8.self)
                guard digits.utf8.count == 2, let value = UInt8(digits, radix: 16) else {
                    bytes.append(byte)
                    continue
                }
                bytes.append(value)
                rest = rest.dropFirst(2)
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
