/// A handle in an identity space, and the contact it belongs to.
public struct Identity: Sendable, Hashable {
    public var id: IdentityID
    public var space: IdentitySpace
    /// Nil for the nameless author of one message, who is joined to nobody.
    public var remoteID: RemoteAuthorID?
    public var contact: ContactID
    public var name: String?
    public var handle: String?
    public var avatar: String?
    public var url: String?
    public var role: AuthorRole?
    public var followers: Int64?

    public init(id: IdentityID, space: IdentitySpace, remoteID: RemoteAuthorID?, contact: ContactID) {
        (self.id, self.space, self.remoteID, self.contact) = (id, space, remoteID, contact)
        (self.name, self.handle, self.avatar, self.url, self.role, self.followers) = (nil, nil, nil, nil, nil, nil)
    }

    /// What a person at the desk calls them.
    public var displayName: String { name ?? handle ?? remoteID?.rawValue ?? "?" }
}

/// The person behind identities that were joined.
public struct Contact: Sendable, Hashable {
    public var id: ContactID
    public var name: String
    public var createdAt: Timestamp

    public init(id: ContactID, name: String, createdAt: Timestamp) {
        (self.id, self.name, self.createdAt) = (id, name, createdAt)
    }
}

/// A person at our side.
public struct User: Sendable, Hashable {
    public enum Role: String, CaseIterable, Codable, Sendable { case viewer, agent, approver, manager, `operator`, admin }

    public var id: UserID
    /// What they sign in with; unique, without case.
    public var name: String
    public var displayName: String
    public var role: Role
    public var createdAt: Timestamp
    public var disabledAt: Timestamp?

    public init(id: UserID, name: String, displayName: String, role: Role, createdAt: Timestamp) {
        (self.id, self.name, self.displayName) = (id, name, displayName)
        (self.role, self.createdAt, self.disabledAt) = (role, createdAt, nil)
    }
}
