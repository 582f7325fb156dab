import ConnectorKit
import Cryptography
import Desk
import FoundationEssentials
import HTTPCore
import InboxModel
import MicroHTTP
import Storage
import WebApp

extension StellwerkService {
    static func webApp(
        _ desk: Desk, _ journal: Journal, _ files: FileStore, _ links: FileLinks, _ board: ChannelBoard,
        _ keeper: ConfigurationKeeper, _ chronicle: Chronicle,
        _ ids: IdentifierSource, publicURL: String, _ setup: Setup
    ) throws -> WebApp {
        var office = ChannelOffice(
            abilities: { board[$0]?.abilities ?? [] }, title: { board[$0]?.title },
            hasWebhook: { board[$0]?.connector.profile.hasWebhook ?? false }, pollNow: { board[$0]?.pollNow() },
            test: { id in
                guard let active = board[id] else {
                    return ("nobody works for this channel", "See the log of the start.")
                }
                let failure = await SignInLoop(active: active, desk: desk, journal: journal).signIn()
                return failure.map { ($0.message, $0.advice) }
            },
            deliveryReplayed: { board[$0]?.deliveryBell.ring() },
            cannedReplies: { keeper.configuration.replies.map { ($0.name, $0.title, $0.text, $0.language) } },
            metrics: { chronicle.counts }, notReady: { [] },
            hook: { board[$0].flatMap { $0.connector.profile.hasWebhook ? ($0.hook.url, $0.hook.secret) : nil } })
        office.appHook = { name in board.app(name).map { ($0.hook.url, $0.hook.secret) } }
        let consents = ConsentDesk(board, publicURL: publicURL, now: setup.now)
        office.asksPerson = { consents.asksPerson($0) }
        office.beginSignIn = { try consents.begin($0, by: $1, redirect: $2) }
        office.finishSignIn = { state, code, user in
            let id = try await consents.finish(state: state, code: code, by: user)
            if let active = board[id] {
                // What waited goes on from where it stood.
                _ = await SignInLoop(active: active, desk: desk, journal: journal).signIn()
                active.pollNow()
            }
            return id
        }
        return WebApp(
            desk: desk, journal: journal, office: office, ids: ids, page: try page(setup.folders.web), publicURL: publicURL,
            hasher: PasswordHasher(), files: fileDesk(files, links, board), now: setup.now,
            onInternalError: { id, what in chronicle.note(.internalError(id: id, what)) })
    }

    private static func fileDesk(_ files: FileStore, _ links: FileLinks, _ board: ChannelBoard) -> FileDesk {
        FileDesk(
            fetch: { try await Self.fetch($0, of: $1, board) }, keep: { try await files.keep($0, as: $1) },
            drop: { try await files.drop([$0]) }, kept: { try await files.bytes(of: $0) }, signed: { links.file(behind: $0) })
    }

    /// Fetches the file of a message through its channel.
    private static func fetch(
        _ file: Attachment, of message: StoredMessage, _ board: ChannelBoard
    ) async throws -> FileDesk.Found {
        guard let active = board[message.message.channel], let item = StoredItem(message) else {
            throw FileDesk.Refusal(
                "Nobody works for the channel of this file.", advice: "Name the channel in channels.yaml again.")
        }
        do throws(ConnectorFailure) {
            return FileDesk.Found(bytes: try await active.connector.download(file, of: item).bytes)
        } catch {
            let isPassing = error.label == .retry || error.label == .rateLimited
            throw FileDesk.Refusal(error.message, advice: error.advice, isPassing: isPassing)
        }
    }

    /// The page's files, under a version that changes whenever one of them does.
    private static func page(_ folder: String) throws -> Page {
        var version = [UInt8]()
        for name in (try? FileManager.default.subpathsOfDirectory(atPath: folder))?.sorted() ?? [] {
            version += Array(name.utf8) + Array(FileManager.default.contents(atPath: "\(folder)/\(name)") ?? Data())
        }
        let tag = Hex.encode(Digest.sha256(version).prefix(6))
        let files = try StaticFiles(folder: folder, version: tag)
        let markup = String(decoding: FileManager.default.contents(atPath: "\(folder)/index.html") ?? Data(), as: UTF8.self)
        let document = markup.split(separator: "{{version}}", omittingEmptySubsequences: false).joined(separator: tag)
        return Page(document: Array(document.utf8)) { files.answer($0) }
    }
}
