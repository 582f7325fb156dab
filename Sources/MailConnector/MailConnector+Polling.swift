public import ConnectorKit
import CurlHTTP
import InboxModel
import MailFormat

extension MailConnector {
    /// Signs in at both servers, opens the folder and says which address we answer as.
    public func account() async throws(ConnectorFailure) -> RemoteAccount {
        do throws(MailFailure) {
            let store = try await servers.openStore()
            _ = try await store.status(of: account.folder)
            await store.close()
            try await servers.tryOutgoing()
        } catch {
            throw error.asConnectorFailure
        }
        return RemoteAccount(id: account.address.key, name: account.address.displayName ?? account.address.address)
    }

    public func poll(_ stream: StreamName, intake: any Intake) async throws(ConnectorFailure) {
        guard let poll = mailboxPoll(stream) else {
            throw ConnectorFailure(
                .config, "Mail has no stream '\(stream)'.", advice: "Use inbox, or sent where a Sent folder is set.")
        }
        do {
            let store = try await servers.openStore()
            do {
                try await poll.run(store, intake)
            } catch {
                await store.close()
                throw error
            }
            await store.close()
        } catch {
            throw Self.failure(error, in: poll.mailbox)
        }
    }

    private func mailboxPoll(_ stream: StreamName) -> MailboxPoll? {
        if stream == Self.inbox {
            return MailboxPoll(stream: stream, mailbox: account.folder, isSent: false, reader: reader, now: now)
        }
        guard stream == Self.sent, let folder = account.sentFolder else { return nil }
        return MailboxPoll(stream: stream, mailbox: folder, isSent: true, reader: reader, now: now)
    }

    private static func failure(_ error: any Error, in mailbox: String) -> ConnectorFailure {
        switch error {
        case let failure as MailFailure: failure.asConnectorFailure
        case let failure as ConnectorFailure: failure
        default:
            ConnectorFailure(
                .retry, "Mails of '\(mailbox)' could not be stored: \(error)", advice: "It is tried again; nothing was lost.")
        }
    }
}
