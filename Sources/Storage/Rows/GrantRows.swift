public import InboxModel
import SQLCore

/// What signing in has brought, sealed: this room never sees a token.
extension InboxTransaction {
    public func sealedGrant(_ name: String) throws -> [UInt8]? {
        try sql.first("SELECT sealed FROM grant_held WHERE name = $1", [.text(name)]) { $0.blob(0) }
    }

    public func saveGrant(_ name: String, sealed: [UInt8], at moment: Timestamp) throws {
        try sql.run(
            """
            INSERT INTO grant_held (name, sealed, saved_at) VALUES ($1, $2, $3)
            ON CONFLICT (name) DO UPDATE SET sealed = $2, saved_at = $3
            """, [.text(name), .blob(sealed), .moment(moment)])
    }
}
