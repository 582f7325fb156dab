public import InboxModel
import SQLCore

extension InboxTransaction {
    private static var identityColumns: String {
        "id, space, remote_id, contact_id, name, handle, avatar, url, role, followers"
    }

    public func identity(_ id: IdentityID) throws -> Identity? {
        try sql.first("SELECT \(Self.identityColumns) FROM identity WHERE id = $1", [.id(id)], Self.identity)
    }

    public func identity(in space: IdentitySpace, _ remoteID: RemoteAuthorID) throws -> Identity? {
        try sql.first(
            "SELECT \(Self.identityColumns) FROM identity WHERE space = $1 AND remote_id = $2",
            [.text(space.rawValue), .text(remoteID.rawValue)], Self.identity)
    }

    /// The identities joined to a contact, oldest first.
    public func identities(of contact: ContactID) throws -> [Identity] {
        try sql.rows(
            "SELECT \(Self.identityColumns) FROM identity WHERE contact_id = $1 ORDER BY id", [.id(contact)], Self.identity)
    }

    public func insert(_ contact: Contact) throws {
        try sql.run(
            "INSERT INTO contact (id, name, created_at) VALUES ($1, $2, $3)",
            [.id(contact.id), .text(contact.name), .moment(contact.createdAt)])
    }

    public func contact(_ id: ContactID) throws -> Contact? {
        try sql.first("SELECT id, name, created_at FROM contact WHERE id = $1", [.id(id)]) {
            Contact(id: $0.id(0), name: $0.text(1), createdAt: $0.moment(2))
        }
    }

    /// Writes an identity, new or known.
    public func save(_ identity: Identity) throws {
        try sql.run(
            """
            INSERT INTO identity (\(Self.identityColumns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            ON CONFLICT (id) DO UPDATE SET contact_id = $4, name = $5, handle = $6, avatar = $7, url = $8, role = $9,
              followers = $10
            """,
            [
                .id(identity.id), .text(identity.space.rawValue), .remote(identity.remoteID), .id(identity.contact),
                .text(orNull: identity.name), .text(orNull: identity.handle), .text(orNull: identity.avatar),
                .text(orNull: identity.url), .word(identity.role), .integer(orNull: identity.followers),
            ])
    }

    private static func identity(_ row: any SQLRow) throws -> Identity {
        var identity = Identity(
            id: row.id(0), space: IdentitySpace(row.text(1)), remoteID: row.optionalRemote(2), contact: row.id(3))
        identity.name = row.optionalText(4)
        identity.handle = row.optionalText(5)
        identity.avatar = row.optionalText(6)
        identity.url = row.optionalText(7)
        identity.role = try row.optionalWord(8)
        identity.followers = row.optionalInteger(9)
        return identity
    }
}
