/// One account on one platform that we listen to and answer as.
public struct Channel: Sendable, Hashable {
    public var id: ChannelID
    /// Unique; what Config calls it.
    public var name: String
    /// The connector's folder name.
    public var connector: String
    /// Who we are there, once the first sign-in has told.
    public var accountID: String?
    public var accountName: String?
    public var space: IdentitySpace
    public var health: ChannelHealth
    public var isPaused: Bool
    /// When Config stopped naming it; its history stays.
    public var retiredAt: Timestamp?

    public init(id: ChannelID, name: String, connector: String, space: IdentitySpace, health: ChannelHealth) {
        (self.id, self.name, self.connector, self.space, self.health) = (id, name, connector, space, health)
        (self.accountID, self.accountName, self.isPaused, self.retiredAt) = (nil, nil, false, nil)
    }
}

/// The public object a discussion hangs under.
public struct Post: Sendable, Hashable {
    public var id: PostID
    public var channel: ChannelID
    public var remoteID: RemotePostID
    public var url: String?
    public var title: String?
    public var excerpt: String?
    public var image: String?
    public var author: String?
    public var at: Timestamp?

    public init(id: PostID, channel: ChannelID, remoteID: RemotePostID) {
        (self.id, self.channel, self.remoteID) = (id, channel, remoteID)
        (self.url, self.title, self.excerpt, self.image, self.author, self.at) = (nil, nil, nil, nil, nil, nil)
    }
}
