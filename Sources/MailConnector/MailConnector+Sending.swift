public import ConnectorKit
import CurlHTTP
import InboxModel
import MailFormat

extension MailConnector {
    public func perform(_ act: Act, steps: any StepJournal) async -> SendOutcome {
        do {
            switch act.verb {
            case .reply: return try await reply(act, steps)
            case .delete: return try await delete(act)
            default:
                throw ConnectorFailure(
                    .rejected, "Mail cannot \(act.verb.rawValue).", advice: "Answer the mail, or resolve the conversation.")
            }
        } catch let failure as MailFailure {
            return failure.outcome
        } catch let failure as ConnectorFailure {
            return failure.label == .config ? .blocked(failure) : .failed(failure)
        } catch {
            // The step journal could not be asked: nothing has left.
            return .retry(
                after: nil,
                ConnectorFailure(.retry, "The answer's progress could not be read: \(error)", advice: "It is tried again."))
        }
    }

    /// Sends the answer, then files a copy. The first step is noted once the server has taken charge, so that a retry after a crash
    /// in between files the copy and sends nothing again.
    private func reply(_ act: Act, _ steps: any StepJournal) async throws -> SendOutcome {
        let mail = try ReplyMail(act, account: account, ownIDs: ownIDs)
        if try await steps.result(of: 0) == nil {
            try await servers.submit(mail.bytes, SMTPSession.Envelope(from: account.address.address, to: mail.recipients))
            // It has left: from here on nothing may be told but that.
            try? await steps.record("{}", of: 0)
        }
        await fileCopy(mail)
        return .sent(id: RemoteMessageID(mail.messageID), at: now(), permalink: nil)
    }

    /// A copy that cannot be filed changes nothing about the answer: it is sent, and the inbox has its text.
    private func fileCopy(_ mail: ReplyMail) async {
        guard let folder = account.sentFolder, !account.sentIsKept else { return }
        do throws(MailFailure) {
            let store = try await servers.openStore()
            try await store.append(mail.bytes, to: folder)
            await store.close()
        } catch {
            return
        }
    }

    private func delete(_ act: Act) async throws -> SendOutcome {
        guard let trash = account.trashFolder, let keep = act.item?.keep.flatMap(MailKeep.init(text:)),
            let mailbox = keep.mailbox
        else {
            throw ConnectorFailure(
                .config, "No folder for deleted mails is set.", advice: "Name one in the settings of this channel.")
        }
        let store = try await servers.openStore()
        do throws(MailFailure) {
            try await move(keep, from: mailbox, to: trash, in: store)
            await store.close()
            return .sent(id: act.item?.id, at: now(), permalink: nil)
        } catch {
            await store.close()
            throw error
        }
    }

    /// By UID where it still means the same mail, else by the mail's id. A mail that is gone needs no deleting.
    private func move(_ keep: MailKeep, from mailbox: String, to trash: String, in store: any MailStore)
        async throws(MailFailure)
    {
        let status = try await store.select(mailbox)
        if status.uidValidity == keep.uidValidity, let uid = keep.uid {
            try await store.move([uid], to: trash)
        } else if let id = keep.messageID {
            try await store.move(try await store.search(.messageID(id)), to: trash)
        }
    }

    public func readBack(_ act: Act) async throws(ConnectorFailure) -> ReadBack {
        guard let folder = account.sentFolder else { return .absent }
        let id = ownIDs.make(for: act.key)
        do throws(MailFailure) {
            let store = try await servers.openStore()
            _ = try await store.examine(folder)
            let found = try await store.search(.messageID(id))
            await store.close()
            return found.isEmpty ? .absent : .found(id: RemoteMessageID(id), at: nil, permalink: nil)
        } catch {
            throw error.asConnectorFailure
        }
    }
}
