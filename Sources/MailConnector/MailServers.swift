import CurlHTTP
import MailFormat

/// The two servers of a channel: where its mail lies, and where its answers leave.
struct MailServers: Sendable {
    /// Signs in at the IMAP server.
    var openStore: @Sendable () async throws(MailFailure) -> any MailStore
    /// Signs in at the SMTP server, and leaves.
    var tryOutgoing: @Sendable () async throws(MailFailure) -> Void
    /// Hands one mail to the SMTP server and returns once the server has taken charge of it.
    var submit: @Sendable (_ mail: [UInt8], _ envelope: SMTPSession.Envelope) async throws(MailFailure) -> Void
}

extension MailServers {
    init(_ account: MailAccount, _ network: MailSettings) {
        let login = MailLogin.password(user: account.user, account.password)
        let domain = account.address.domain ?? ""
        // Servers hold it against nobody, but it must be a host name.
        let greeting = domain.isEmpty || domain.utf8.contains { $0 >= 128 } ? "localhost" : domain
        openStore = { () async throws(MailFailure) -> any MailStore in
            IMAPStore(session: try await IMAPSession.open(account.imap, login: login, settings: network))
        }
        let outgoing = { @Sendable in SMTPSession(account.smtp, login: login, hostName: greeting, settings: network) }
        tryOutgoing = { () async throws(MailFailure) in try await outgoing().signIn() }
        submit = { (mail, envelope) async throws(MailFailure) in _ = try await outgoing().send(mail, envelope) }
    }
}
