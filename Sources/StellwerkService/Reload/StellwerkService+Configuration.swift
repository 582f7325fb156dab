import ConnectorKit
import Desk
import InboxModel
import Synchronization

extension StellwerkService {
    /// Reads Config/ again and puts it in force as a whole: rules, promises, replies, channels. With one mistake anywhere the old
    /// configuration keeps running, and the log has every mistake. Addresses, the key file and the network's policy are those of the start.
    public func reload() async { await reloads.run { await self.readAgain() } }

    private func readAgain() async {
        do {
            let next = try Configuration.read(setup.folders.config, zones: .system)
            try await adopt(next)
            chronicle.note(.configurationRead(channels: next.channels.count))
        } catch {
            chronicle.note(.configurationRefused(StellwerkService.explain(error) ?? "\(error)"))
        }
    }

    private func adopt(_ next: Configuration) async throws {
        // Everything that can be wrong is looked at before anything changes.
        let maker = maker
        let (apps, found) = maker.apps(next.apps)
        var problems = found
        for settings in next.channels {
            problems += maker.forms.form(settings).problems.map(\.description)
            let problem = maker.forms.appProblem(settings, next.apps.mapValues(\.connector))
            problems += [problem].compactMap { $0?.description }
        }
        guard problems.isEmpty else { throw ConfigurationFailure(problems: problems) }
        let declared = try await desk.declare(
            next.channels.map {
                DeclaredChannel(name: $0.name, connector: $0.connector, formerName: $0.formerName, space: maker.space(of: $0))
            })
        var made: [ActiveChannel] = []
        for (channel, settings) in zip(declared, next.channels) {
            let old = board[channel.id]
            let health = old?.healthKeeper ?? HealthKeeper(channel, desk: desk, chronicle: chronicle, now: setup.now)
            let active = try maker.active(channel, settings, apps, health: health, replacing: old)
            // A channel that only moved within its file is the same; one whose secret or app is another is not.
            if active.material != old?.material { made.append(active) }
        }
        // From here on nothing can fail.
        roster = Array(zip(declared, next.channels))
        keeper.configuration = next
        desk.adopt(next.book)
        for app in board.allApps where apps[app.name] == nil { board.remove(app) }
        for app in apps.values { if let app = maker.active(app) { board.put(app) } }
        for active in made {
            let isNew = board[active.id] == nil
            board.replace(active)
            if isNew { begin(active.id) }
        }
        let kept = Set(declared.map(\.id))
        for active in board.all where !kept.contains(active.id) { board.remove(active) }
    }
}

/// The configuration in force.
final class ConfigurationKeeper: Sendable {
    private let inForce: Mutex<Configuration>

    init(_ configuration: Configuration) { inForce = Mutex(configuration) }

    var configuration: Configuration {
        get { inForce.withLock { $0 } }
        set { inForce.withLock { $0 = newValue } }
    }
}
