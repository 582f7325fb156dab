/// One thing a channel can do to an item, with its limits.
public struct Ability: Sendable {
    public var verb: Verb
    /// The kinds it works on; empty means all.
    public var kinds: [MessageKind]
    /// True where it works on our own items only (`for: [mine]`).
    public var oursOnly: Bool
    public var text: TextLimit?
    /// What files may go with it; nil: none.
    public var files: FileLimit?
    /// Since the customer's last message; afterwards the platform refuses.
    public var window: Duration?
    public var once: Bool
    public var unclear: UnclearRule

    public init(
        verb: Verb, kinds: [MessageKind] = [], oursOnly: Bool = false, text: TextLimit? = nil, files: FileLimit? = nil,
        window: Duration? = nil,
        once: Bool = false, unclear: UnclearRule = .ask
    ) {
        (self.verb, self.kinds, self.oursOnly, self.text, self.files) = (verb, kinds, oursOnly, text, files)
        (self.window, self.once, self.unclear) = (window, once, unclear)
    }

    /// Whether it works on an item of this kind.
    public func fits(_ kind: MessageKind, isOurs: Bool) -> Bool {
        oursOnly ? isOurs : kinds.isEmpty || kinds.contains(kind)
    }
}

/// How long a text may be, counted as the platform counts.
public struct TextLimit: Sendable, Hashable {
    public enum Unit: String, Sendable, Codable { case codepoints, graphemes, utf16, bytes, weighted }

    public var max: Int
    public var unit: Unit
    /// What every URL counts, whatever its length.
    public var url: Int?

    public init(max: Int, unit: Unit = .codepoints, url: Int? = nil) { (self.max, self.unit, self.url) = (max, unit, url) }
}

/// What happens after a send whose outcome nobody knows. Source: the manifest's `unclear:`.
public enum UnclearRule: Sendable, Hashable {
    /// The platform keeps our key this long: sending again is safe; nil: it is an upsert, always safe.
    case `repeat`(within: Duration?)
    /// List our own answers and look.
    case readBack
    /// A status webhook will tell.
    case receipt
    /// A person decides.
    case ask
}
