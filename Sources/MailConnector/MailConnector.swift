public import ConnectorKit
public import CurlHTTP
public import InboxModel
import MailFormat

/// The compiled connector for mail: reads a mailbox over IMAP, answers over SMTP. Its settings form is `Connectors/email`.
///
/// A sign-in lasts one poll or one act. Reading leaves every flag as it is: whether somebody has read a mail is the inbox's matter.
public struct MailConnector: Connector {
    public let profile: ConnectorProfile
    let account: MailAccount
    let servers: MailServers
    let ownIDs: OwnMessageID
    let reader: MailReader
    let now: @Sendable () -> Timestamp

    /// - Parameters:
    ///   - network: where mail servers may be reached, with which limits.
    ///   - secret: signs our Message-IDs; known to this installation alone and the same after a restart.
    ///   - version: of the folder `Connectors/email`.
    public init(
        account: MailAccount, network: MailSettings, secret: [UInt8], version: String, now: @escaping @Sendable () -> Timestamp
    ) {
        self.init(account: account, servers: MailServers(account, network), secret: secret, version: version, now: now)
    }

    init(account: MailAccount, servers: MailServers, secret: [UInt8], version: String, now: @escaping @Sendable () -> Timestamp)
    {
        let ownIDs = OwnMessageID(secret: secret, domain: account.address.domain ?? "localhost")
        (self.account, self.servers, self.ownIDs, self.now) = (account, servers, ownIDs, now)
        reader = MailReader(account: account, ownIDs: ownIDs)
        profile = Self.profile(account, version: version)
    }

    private static func profile(_ account: MailAccount, version: String) -> ConnectorProfile {
        // SMTP has no key that makes a second try harmless. A Sent folder can be looked into; else a person decides.
        // What most servers take, counted before base64 makes it a third longer.
        let reply = Ability(
            verb: .reply, kinds: [.mail], files: FileLimit(bytes: 15 << 20),
            unclear: account.sentFolder == nil ? .ask : .readBack)
        let delete = Ability(verb: .delete, kinds: [.mail], unclear: .repeat(within: nil))
        return ConnectorProfile(
            name: "email", title: "E-mail", version: version,
            streams: [StreamPlan(name: inbox, every: .seconds(30))]
                + (account.sentFolder == nil ? [] : [StreamPlan(name: sent, every: .seconds(60))]),
            abilities: account.trashFolder == nil ? [reply] : [reply, delete], hasWebhook: false)
    }

    static let inbox = StreamName("inbox")
    static let sent = StreamName("sent")

    public func interpret(_ delivery: RawDelivery) -> Interpretation { reader.interpret(delivery) }

    /// Mail has no webhooks: nothing is let in.
    public func admit(_ call: WebhookCall) -> WebhookDecision { .refuse }

    public func subscribe(to address: String) async throws(ConnectorFailure) {}
}
