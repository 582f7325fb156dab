public import InboxModel

/// What a connector is and can do, as the page, the courier and `connector list` need it.
public struct ConnectorProfile: Sendable {
    public var name: String
    public var title: String
    public var version: String
    public var streams: [StreamPlan]
    public var abilities: [Ability]
    public var hasWebhook: Bool

    public init(
        name: String, title: String, version: String, streams: [StreamPlan], abilities: [Ability], hasWebhook: Bool
    ) {
        (self.name, self.title, self.version) = (name, title, version)
        (self.streams, self.abilities, self.hasWebhook) = (streams, abilities, hasWebhook)
    }

    /// The first ability that fits a verb and a kind; nil: the channel cannot do it.
    public func ability(_ verb: Verb, on kind: MessageKind, isOurs: Bool = false) -> Ability? {
        abilities.first { $0.verb == verb && $0.fits(kind, isOurs: isOurs) }
    }
}

/// When a stream is read.
public struct StreamPlan: Sendable, Hashable {
    public var name: StreamName
    /// From the end of one run to the start of the next.
    public var every: Duration
    /// A long poll: ask again at once; the server holds the call this long.
    public var wait: Duration?
    /// True where a live webhook makes this stream needless or forbidden (`sweep: never`).
    public var restsWithWebhook: Bool

    public init(name: StreamName, every: Duration, wait: Duration? = nil, restsWithWebhook: Bool = false) {
        (self.name, self.every, self.wait, self.restsWithWebhook) = (name, every, wait, restsWithWebhook)
    }
}

/// One thing a channel can do to an item, with its limits.
public struct Ability: Sendable {
    public var verb: Verb
    /// The kinds it works on; empty means all.
    public var kinds: [MessageKind]
    /// True where it works on our own items only (`for: [mine]`).
    public var oursOnly: Bool
    public var text: TextLimit?
    /// Since the customer's last message; afterwards the platform refuses.
    public var window: Duration?
    public var once: Bool
    public var unclear: UnclearRule

    public init(
        verb: Verb, kinds: [MessageKind] = [], oursOnly: Bool = false, text: TextLimit? = nil, window: Duration? = nil,
        once: Bool = false, unclear: UnclearRule = .ask
    ) {
        (self.verb, self.kinds, self.oursOnly, self.text) = (verb, kinds, oursOnly, text)
        (self.window, self.once, self.unclear) = (window, once, unclear)
    }

    func fits(_ kind: MessageKind, isOurs: Bool) -> Bool {
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
