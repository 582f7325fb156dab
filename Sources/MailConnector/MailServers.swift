import CurlHTTP
import MailFormat

/// The two servers of a channel: where its mail lies, and where its answers leave.
struct MailServers: Sendable {
    /// Signs in at the IMAP server.
    var openStore: @Sendable () async throws(MailFailure) -> any MailStore
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
        submit = { (mail, envelope) async throws(MailFailure) in
            let session = SMTPSession(
                account.smtp, login: login, hostName: greeting, settings: network)
            _ = try await session.send(mail, envelope)
        }
    }
}
