import ConnectorKit
import ConnectorRuntime
import InboxModel
import Synchronization
import WebApp

/// People on their way to a platform and back: each state is good once, for ten minutes, for the person who began. What is needed
/// then is kept in memory only; after a restart the button is pressed again.
final class ConsentDesk: Sendable {
    private struct Waiting {
        var channel: ChannelID
        var user: UserID
        var consent: Consent
        var until: Timestamp
    }

    private static let patience: Duration = .seconds(600)

    private let board: ChannelBoard
    private let callback: String
    private let now: @Sendable () -> Timestamp
    private let waiting = Mutex<[String: Waiting]>([:])

    /// - Parameter publicURL: where people reach the page: platforms send them back below it.
    init(_ board: ChannelBoard, publicURL: String, now: @escaping @Sendable () -> Timestamp) {
        (self.board, callback, self.now) = (board, publicURL + "/oauth/callback", now)
    }

    /// Whether a person signs this channel in.
    func asksPerson(_ id: ChannelID) -> Bool { connector(id)?.asksPerson == true }

    /// Where the person goes; nil where nobody is asked.
    ///
    /// - Parameter redirect: where the platform sends the person to, if not to the page.
    func begin(_ id: ChannelID, by user: UserID, redirect: String?) throws -> (url: String, state: String)? {
        guard let connector = connector(id), connector.asksPerson else { return nil }
        let consent: Consent
        do throws(ConnectorFailure) {
            consent = try connector.beginSignIn(redirect: redirect ?? callback)
        } catch {
            throw SignInRefusal(error.message, advice: error.advice, isOurs: true)
        }
        let now = now()
        waiting.withLock { waiting in
            waiting = waiting.filter { $0.value.until > now }
            waiting[consent.state] = Waiting(channel: id, user: user, consent: consent, until: now + Self.patience)
        }
        return (consent.address, consent.state)
    }

    /// The person is back with a code.
    func finish(state: String, code: String, by user: UserID) async throws -> ChannelID {
        let found = waiting.withLock { $0.removeValue(forKey: state) }
        guard let found, found.until > now(), found.user == user, let connector = connector(found.channel) else {
            throw SignInRefusal(
                "This way back was not begun here, is older than ten minutes, or was used before",
                advice: "Begin the sign-in again.", isOurs: true)
        }
        do throws(ConnectorFailure) {
            try await connector.finishSignIn(found.consent, code: code)
        } catch {
            throw SignInRefusal(error.message, advice: error.advice, isOurs: false)
        }
        return found.channel
    }

    private func connector(_ id: ChannelID) -> ManifestConnector? { board[id]?.connector as? ManifestConnector }
}
