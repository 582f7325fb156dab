/// The tags of an `If-None-Match`: compared weakly (RFC 9110, 13.1.2), so a proxy's `W/` does no harm.
struct EntityTags {
    private let values: [Substring]

    init(_ headers: [String]) { values = headers.flatMap { $0.split(separator: ",") }.map(\.trimmed) }

    func contain(_ tag: String) -> Bool {
        values.contains { $0 == "*" || $0 == tag[...] || $0.hasPrefix("W/") && $0.dropFirst(2) == tag[...] }
    }
}

/// What an `Accept-Encoding` takes (RFC 9110, 12.5.3).
struct AcceptedEncodings {
    /// By name or by `*`, and not with a weight of nothing; the name decides where both stand.
    let takesGzip: Bool

    init(_ headers: [String]) {
        var weights: [String: Bool] = [:]
        for entry in headers.flatMap({ $0.split(separator: ",") }) {
            let parts = entry.split(separator: ";").map(\.trimmed)
            guard let name = parts.first?.lowercased() else { continue }
            weights[name] = !parts.dropFirst().contains { Self.isZero($0.lowercased()) }
        }
        takesGzip = weights["gzip"] ?? weights["x-gzip"] ?? weights["*"] ?? false
    }

    private static func isZero(_ parameter: String) -> Bool {
        ["q=0", "q=0.", "q=0.0", "q=0.00", "q=0.000"].contains(parameter)
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        let head = drop { $0 == " " || $0 == "\t" }
        return head.lastIndex { $0 != " " && $0 != "\t" }.map { head[...$0] } ?? ""
    }
}
