public import InboxModel
import SQLCore

/// Users and what they sign in with. Secrets come in as digests; nothing here can be turned back into one.
extension InboxTransaction {
    private static var userColumns: String { "id, name, display_name, role, created_at, disabled_at" }

    public func users() throws -> [User] {
        try sql.rows("SELECT \(Self.userColumns) FROM app_user ORDER BY folded_name", [], Self.user)
    }

    public func user(_ id: UserID) throws -> User? {
        try sql.first("SELECT \(Self.userColumns) FROM app_user WHERE id = $1", [.id(id)], Self.user)
    }

    public func user(named name: String) throws -> User? {
        try sql.first(
            "SELECT \(Self.userColumns) FROM app_user WHERE folded_name = $1", [.text(name.lowercased())], Self.user)
    }

    /// Adds a user. `password` is an Argon2id hash in PHC form; nil: only a sign-in link or a token lets them in.
    public func insert(_ user: User, password: String?) throws {
        try sql.run(
            """
            INSERT INTO app_user (id, name, folded_name, display_name, role, password, created_at, disabled_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            [
                .id(user.id), .text(user.name), .text(user.name.lowercased()), .text(user.displayName), .word(user.role),
                .text(orNull: password), .moment(user.createdAt), .moment(user.disabledAt),
            ])
    }

    public func password(of user: UserID) throws -> String? {
        try sql.first("SELECT password FROM app_user WHERE id = $1", [.id(user)]) { $0.optionalText(0) } ?? nil
    }

    public func setPassword(_ hash: String, of user: UserID) throws {
        try sql.run("UPDATE app_user SET password = $2 WHERE id = $1", [.id(user), .text(hash)])
    }

    // MARK: Sessions, links and tokens

    public func startSession(_ digest: [UInt8], of user: UserID, at now: Timestamp) throws {
        try sql.run(
            "INSERT INTO session (digest, user_id, created_at, used_at) VALUES ($1, $2, $3, $3)",
            [.blob(digest), .id(user), .moment(now)])
    }

    /// The user of a session that has neither ended nor idled past `idleSince` nor begun before `createdSince`.
    public func sessionUser(_ digest: [UInt8], idleSince: Timestamp, createdSince: Timestamp) throws -> User? {
        try sql.first(
            """
            SELECT u.id, u.name, u.display_name, u.role, u.created_at, u.disabled_at FROM session s JOIN app_user u ON u.id = s.user_id
            WHERE s.digest = $1 AND s.ended_at IS NULL AND s.used_at > $2 AND s.created_at > $3 AND u.disabled_at IS NULL
            """, [.blob(digest), .moment(idleSince), .moment(createdSince)], Self.user)
    }

    public func touchSession(_ digest: [UInt8], at now: Timestamp) throws {
        try sql.run("UPDATE session SET used_at = $2 WHERE digest = $1", [.blob(digest), .moment(now)])
    }

    public func endSession(_ digest: [UInt8], at now: Timestamp) throws {
        try sql.run("UPDATE session SET ended_at = $2 WHERE digest = $1 AND ended_at IS NULL", [.blob(digest), .moment(now)])
    }

    public func endSessions(of user: UserID, at now: Timestamp) throws {
        try sql.run("UPDATE session SET ended_at = $2 WHERE user_id = $1 AND ended_at IS NULL", [.id(user), .moment(now)])
    }

    public func insertSignInLink(_ digest: [UInt8], of user: UserID, expiresAt: Timestamp) throws {
        try sql.run(
            "INSERT INTO sign_in_link (digest, user_id, expires_at) VALUES ($1, $2, $3)",
            [.blob(digest), .id(user), .moment(expiresAt)])
    }

    /// Uses up a link; nil if it is unknown, expired or used.
    public func useSignInLink(_ digest: [UInt8], at now: Timestamp) throws -> UserID? {
        let user: UserID? = try sql.first(
            "SELECT user_id FROM sign_in_link WHERE digest = $1 AND used_at IS NULL AND expires_at > $2",
            [.blob(digest), .moment(now)]
        ) { $0.id(0) }
        guard let user else { return nil }
        try sql.run("UPDATE sign_in_link SET used_at = $2 WHERE digest = $1", [.blob(digest), .moment(now)])
        return user
    }

    public func insertToken(_ digest: [UInt8], id: Int64, of user: UserID, scopes: [String], at now: Timestamp) throws {
        try sql.run(
            "INSERT INTO api_token (digest, id, user_id, scopes, created_at) VALUES ($1, $2, $3, $4, $5)",
            [.blob(digest), .integer(id), .id(user), .text(scopes.joined(separator: " ")), .moment(now)])
    }

    /// The user and scopes of a token that is not revoked; no scopes mean all that the user may do.
    public func tokenUser(_ digest: [UInt8]) throws -> (user: User, scopes: [String])? {
        try sql.first(
            """
            SELECT u.id, u.name, u.display_name, u.role, u.created_at, u.disabled_at, t.scopes
            FROM api_token t JOIN app_user u ON u.id = t.user_id
            WHERE t.digest = $1 AND t.revoked_at IS NULL AND u.disabled_at IS NULL
            """, [.blob(digest)]
        ) { (try Self.user($0), $0.text(6).split(separator: " ").map(String.init)) }
    }

    /// Every token, without its secret: id, user's name, scopes, made, revoked.
    public func tokens() throws -> [(id: Int64, user: String, scopes: String, createdAt: Timestamp, revokedAt: Timestamp?)] {
        try sql.rows(
            """
            SELECT t.id, u.name, t.scopes, t.created_at, t.revoked_at FROM api_token t JOIN app_user u ON u.id = t.user_id
            ORDER BY t.created_at
            """
        ) { ($0.integer(0), $0.text(1), $0.text(2), $0.moment(3), $0.optionalMoment(4)) }
    }

    /// Revokes a token; false if there is no such one.
    public func revokeToken(_ id: Int64, at now: Timestamp) throws -> Bool {
        try sql.run("UPDATE api_token SET revoked_at = coalesce(revoked_at, $2) WHERE id = $1", [.integer(id), .moment(now)])
            > 0
    }

    // MARK: The sign-in brake

    public func brake(of account: String) throws -> (failures: Int, blockedUntil: Timestamp)? {
        try sql.first("SELECT failures, blocked_until FROM sign_in_brake WHERE account = $1", [.text(account)]) {
            (Int($0.integer(0)), $0.moment(1))
        }
    }

    /// Sets the brake; no failures let it go.
    public func setBrake(of account: String, failures: Int, blockedUntil: Timestamp) throws {
        if failures == 0 {
            try sql.run("DELETE FROM sign_in_brake WHERE account = $1", [.text(account)])
        } else {
            try sql.run(
                """
                INSERT INTO sign_in_brake (account, failures, blocked_until) VALUES ($1, $2, $3)
                ON CONFLICT (account) DO UPDATE SET failures = $2, blocked_until = $3
                """, [.text(account), .number(failures), .moment(blockedUntil)])
        }
    }

    private static func user(_ row: any SQLRow) throws -> User {
        var user = User(
            id: row.id(0), name: row.text(1), displayName: row.text(2), role: try row.word(3), createdAt: row.moment(4))
        user.disabledAt = row.optionalMoment(5)
        return user
    }
}
