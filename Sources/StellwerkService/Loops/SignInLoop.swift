import ConnectorKit
import Desk
import Storage

/// Signs a channel in: at the start, and while it is refused. Tells the desk who we are; what waited at the address of the app for
/// this account is the channel's from then on.
struct SignInLoop {
    let active: ActiveChannel
    let desk: Desk
    let journal: Journal

    func run() async {
        var backoff = Backoff(first: .seconds(5), ceiling: .seconds(60))
        while !Task.isCancelled {
            if await signIn() == nil {
                await claimLate()
                return
            }
            try? await Task.sleep(for: backoff.failed())
        }
    }

    /// What was on its way into the journal while the account became known is in it by now.
    private func claimLate() async {
        guard let app = active.app, let account = active.account else { return }
        try? await Task.sleep(for: .seconds(30))
        var backoff = Backoff(first: .seconds(5), ceiling: .seconds(60))
        while !Task.isCancelled {
            do { return try await claim(account, of: app) } catch { try? await Task.sleep(for: backoff.failed()) }
        }
    }

    /// Nil when it went well.
    func signIn() async -> ConnectorFailure? {
        do {
            let account = try await active.connector.account()
            try? await desk.note(account: account.id, name: account.name, of: active.id)
            active.signedIn(as: account.id)
            // Where the store is busy, the late claim has them.
            if let app = active.app { try? await claim(account.id, of: app) }
            await active.healthKeeper.succeeded()
            return nil
        } catch {
            await active.healthKeeper.failed(error)
            return error
        }
    }

    /// Deliveries that came before anybody had this account.
    private func claim(_ account: String, of app: String) async throws {
        let share = DeliveryShare.context(of: account)
        if try await journal.claim(share, of: app, for: active.id) > 0 { active.deliveryBell.ring() }
    }
}
