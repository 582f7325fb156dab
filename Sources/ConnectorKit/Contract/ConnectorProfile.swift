public import InboxModel

/// What a connector is and can do, as the page, the courier and `connector list` need it.
public struct ConnectorProfile: Sendable {
    public var name: String
    public var title: String
    public var version: String
    public var streams: [StreamPlan]
    public var abilities: [Ability]
    public var hasWebhook: Bool
    /// What it can find out about authors, and for how long that is good; nil: nothing.
    public var asksAuthors: AuthorLookup?
    /// For how long what it finds out about a post is good; nil: it cannot ask.
    public var asksPosts: Duration?
    /// How its webhook is kept up; nil where the platform calls nobody, or needs no care.
    public var hook: HookPlan?

    public init(
        name: String, title: String, version: String, streams: [StreamPlan], abilities: [Ability], hasWebhook: Bool
    ) {
        (self.name, self.title, self.version) = (name, title, version)
        (self.streams, self.abilities, self.hasWebhook) = (streams, abilities, hasWebhook)
    }

    /// What a connector can find out about an author.
    public struct AuthorLookup: Sendable, Hashable {
        public var name: Bool
        public var avatar: Bool
        public var followers: Bool
        public var keep: Duration

        public init(name: Bool, avatar: Bool, followers: Bool, keep: Duration) {
            (self.name, self.avatar, self.followers, self.keep) = (name, avatar, followers, keep)
        }
    }

    /// The first ability that fits a verb and a kind; nil: the channel cannot do it.
    public func ability(_ verb: Verb, on kind: MessageKind, isOurs: Bool = false) -> Ability? {
        abilities.first { $0.verb == verb && $0.fits(kind, isOurs: isOurs) }
    }
}

/// What keeping a webhook alive takes.
public struct HookPlan: Sendable, Hashable {
    /// One address serves every channel of an app.
    public var isAppWide = false
    /// Whether the platform can be asked what it has registered; else registering again might do it twice.
    public var looksFirst = false
    /// How often a registration must be renewed; nil: it does not run out.
    public var renewEvery: Duration?
    /// Whether verification needs the platform's public keys.
    public var readsKeys = false

    public init() {}
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
    /// Whether the same records also come by a line that stays open: see `Connector.follow`.
    public var isLive: Bool
    /// The slower rhythm while that line is open; nil: `every`.
    public var sweep: Duration?

    public init(
        name: StreamName, every: Duration, wait: Duration? = nil, restsWithWebhook: Bool = false, isLive: Bool = false,
        sweep: Duration? = nil
    ) {
        (self.name, self.every, self.wait, self.restsWithWebhook) = (name, every, wait, restsWithWebhook)
        (self.isLive, self.sweep) = (isLive, sweep)
    }
}
