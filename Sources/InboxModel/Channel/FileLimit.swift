/// What files an answer may carry.
public struct FileLimit: Sendable, Hashable {
    /// How many; nil: the platform names no number.
    public var count: Int?
    /// Media types, with `image/*` for a family; empty: all.
    public var types: [String]
    /// Bytes of one file; nil: the platform names no size.
    public var bytes: Int?

    public init(count: Int? = nil, types: [String] = [], bytes: Int? = nil) {
        (self.count, self.types, self.bytes) = (count, types, bytes)
    }

    /// Whether a file of this type may go.
    public func takes(type: String) -> Bool {
        let type = type.prefix { $0 != ";" }.lowercased()
        return types.isEmpty
            || types.contains { pattern in
                let pattern = pattern.lowercased()
                return pattern == type || pattern == "*/*" || (pattern.hasSuffix("/*") && type.hasPrefix(pattern.dropLast()))
            }
    }
}
