import ConnectorKit

/// Has the public keys read that the addresses of apps verify calls with, also of apps and connectors that came while the service runs.
struct AppKeysLoop {
    let board: ChannelBoard
    let chronicle: Chronicle

    /// How soon a new app is noticed.
    private static let glance = Duration.seconds(5)

    func run() async {
        await withDiscardingTaskGroup { group in
            var minded: [String: (app: ActiveApp, ended: Bell)] = [:]
            while !Task.isCancelled {
                for app in board.allApps where app.connector.profile.hook?.readsKeys == true && minded[app.name]?.app !== app {
                    minded[app.name]?.ended.ring()
                    let ended = Bell()
                    minded[app.name] = (app, ended)
                    group.addTask { await mind(app, until: ended) }
                }
                try? await Task.sleep(for: Self.glance)
            }
            group.cancelAll()
        }
    }

    /// Reads the keys of an app until another takes its place.
    private func mind(_ app: ActiveApp, until ended: Bell) async {
        let loop = KeyLoop(connector: app.connector, bell: app.keyBell) { [chronicle] in
            chronicle.note(.keysUnread("app \(app.name)", reason: $0.message))
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await loop.run() }
            group.addTask { while !Task.isCancelled, board.app(app.name) === app { await ended.wait(atMost: .seconds(60)) } }
            await group.next()
            group.cancelAll()
        }
    }
}
