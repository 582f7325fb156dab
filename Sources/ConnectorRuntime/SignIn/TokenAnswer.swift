import Expressions
import InboxModel

/// What a token endpoint said, read leniently: platforms spell RFC 6749 in many ways.
struct TokenAnswer {
    let token: JSON
    let expiresAt: Timestamp?

    /// Nil where there is no token in it. What the old token had and the new answer leaves out stays: the refresh token, the account's id.
    init?(_ answer: JSON, over old: JSON?, now: Timestamp) {
        guard case .object(let said) = answer, let access = answer["access_token"].text, !access.isEmpty else { return nil }
        var members = JSONObject()
        if case .object(let kept)? = old {
            for (name, value) in kept.members where name != "expires_in" { members[name] = value }
        }
        for (name, value) in said.members where !value.isNull { members[name] = value }
        token = .object(members)
        expiresAt = Self.end(answer["expires_in"], now: now)
    }

    /// Seconds from now, seconds or milliseconds since 1970, or a time as text.
    static func end(_ value: JSON, now: Timestamp) -> Timestamp? {
        if let text = value.text, Int64(text) == nil { return Timestamp(rfc3339: text) }
        guard let number = value.int64 ?? value.text.flatMap({ Int64($0) }), number > 0 else { return nil }
        switch number {
        case ..<1_000_000_000: return now + .seconds(number)
        case ..<100_000_000_000: return Timestamp(seconds: number)
        default: return Timestamp(milliseconds: number)
        }
    }
}
