import ConnectorKit

/// Reads the public keys that a platform signs its calls with: at the start, once an hour, and when a call came with one that
/// nobody knows.
struct KeyLoop {
    let connector: any Connector
    let bell: Bell
    /// Told when they cannot be read.
    let failed: @Sendable (ConnectorFailure) async -> Void

    func run() async {
        var backoff = Backoff(first: .seconds(5), ceiling: .seconds(300))
        while !Task.isCancelled {
            do {
                try await connector.readHookKeys()
                backoff.succeeded()
                await bell.wait(atMost: .seconds(3_600))
            } catch {
                await failed(error)
                try? await Task.sleep(for: backoff.failed())
            }
        }
    }
}
