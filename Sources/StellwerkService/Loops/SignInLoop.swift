import ConnectorKit
import Desk

/// Signs a channel in: at the start, and while it is refused. Tells the desk who we are, and has the platform deliver to us where
/// it can reach us.
struct SignInLoop {
    let active: ActiveChannel
    let desk: Desk

    func run() async {
        var backoff = Backoff(first: .seconds(5), ceiling: .seconds(60))
        while !Task.isCancelled {
            if await signIn() == nil { return }
            try? await Task.sleep(for: backoff.failed())
        }
    }

    /// Nil when it went well.
    func signIn() async -> ConnectorFailure? {
        do {
            let account = try await active.connector.account()
            try? await desk.note(account: account.id, name: account.name, of: active.id)
            if active.connector.profile.hasWebhook, let address = active.hook.registered {
                try await active.connector.subscribe(to: address)
            }
            await active.healthKeeper.succeeded()
            return nil
        } catch {
            await active.healthKeeper.failed(error)
            return error
        }
    }
}
