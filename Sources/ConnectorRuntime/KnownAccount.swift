import ConnectorKit
import Expressions

/// `$account`: who we are, as the expressions see it.
struct KnownAccount: Sendable {
    let account: RemoteAccount
    /// The object behind `$account`.
    let value: JSON
    /// The same with the id as a number, where nobody knows any more whether the platform writes it as text: `mine` asks both.
    let other: JSON?
    /// Whether nothing is left to ask the platform.
    let isSettled: Bool
    /// What joins `$secrets`: tokens that the platform gave for this account alone. Kept in memory only.
    var secrets: [String: JSON] = [:]
    /// The sign-in those came with: another one gives others. Nil where they are taken for granted.
    var grant: Grant?

    /// As the platform just told it.
    init(id: JSON, name: String?, url: String?) {
        account = RemoteAccount(id: stableText(id) ?? "", name: name, url: url)
        value = Self.object(id, account)
        other = nil
        isSettled = true
    }

    /// As it was kept from an earlier run: the kind of its id is forgotten.
    ///
    /// - Parameter isSettled: true where nobody is to ask for it again.
    init(_ account: RemoteAccount, isSettled: Bool = false) {
        self.account = account
        value = Self.object(.string(account.id), account)
        let number = Int64(account.id).flatMap { String($0) == account.id ? $0 : nil }
        other = number.map { Self.object(.integer($0), account) }
        self.isSettled = isSettled || other == nil
    }

    private static func object(_ id: JSON, _ account: RemoteAccount) -> JSON {
        var object = JSONObject()
        object["id"] = id
        object["name"] = account.name.map(JSON.string)
        object["url"] = account.url.map(JSON.string)
        return .object(object)
    }
}
