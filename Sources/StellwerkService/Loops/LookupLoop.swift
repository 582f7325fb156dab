import ConnectorKit
import Desk
import InboxModel
import Storage

/// Asks a channel's platform for what is missing of authors and posts, and only for that: a name, a picture, a title. What was
/// asked is not asked again for as long as the manifest says.
struct LookupLoop {
    let channel: Channel
    let active: ActiveChannel
    let desk: Desk
    let chronicle: Chronicle
    let now: @Sendable () -> Timestamp

    /// Questions asked at one go, and how far back messages are looked at.
    private static let most = 50
    private static let span = Duration.seconds(14 * 86_400)

    func run() async {
        guard active.connector.profile.asksAuthors != nil || active.connector.profile.asksPosts != nil else { return }
        var backoff = Backoff(first: .seconds(5), ceiling: .seconds(900))
        while !Task.isCancelled {
            await active.lookupBell.wait(atMost: .seconds(300))
            guard !Task.isCancelled else { return }
            do {
                while try await askAuthors() + askPosts() > 0 {}
                backoff.succeeded()
            } catch let failure as ConnectorFailure {
                chronicle.note(.pollFailed(channel: active.name, stream: "profile", reason: failure.message))
                try? await Task.sleep(for: max(backoff.failed(), failure.retryAfter ?? .zero))
            } catch {
                if Task.isCancelled { return }
                chronicle.note(.storeRefused("what was asked for \(active.name)", error))
                try? await Task.sleep(for: backoff.failed())
            }
        }
    }

    private func askAuthors() async throws -> Int {
        guard let rule = active.connector.profile.asksAuthors else { return 0 }
        let now = now()
        let wanted = try await desk.store.read { transaction in
            try transaction.authorsToAsk(
                in: channel.id, since: now - Self.span, askedBefore: now - rule.keep, wantsName: rule.name,
                wantsAvatar: rule.avatar, wantsFollowers: rule.followers, limit: Self.most)
        }
        for identity in wanted {
            guard let id = identity.remoteID else { continue }
            let known = ArrivedAuthor(id: id, name: identity.name, handle: identity.handle)
            try await desk.take(try await active.connector.author(known), for: id, in: channel)
        }
        return wanted.count
    }

    private func askPosts() async throws -> Int {
        guard let keep = active.connector.profile.asksPosts else { return 0 }
        let now = now()
        let wanted = try await desk.store.read { transaction in
            try transaction.postsToAsk(in: channel.id, askedBefore: now - keep, limit: Self.most)
        }
        for id in wanted { try await desk.take(try await active.connector.post(id), for: id, in: channel) }
        return wanted.count
    }
}
