import ConnectorKit
import ConnectorTools
import Expressions
import InboxModel

extension StellwerkService {
    /// Checks a connector that was saved, plays its tapes, and only then puts it in force: from the next call on. What is under way ends
    /// on the version it began with. A version that fails changes nothing but what the page and the log say.
    func reload(connector name: String) async { await reloads.run { await self.take(connector: name) } }

    private func take(connector name: String) async {
        let rehearsal = await ConnectorRehearsal.of(
            .read("\(setup.folders.connectors)/\(name)", builtins: .standard, programs: ConnectorFolder.programs))
        let running = maker.forms.library.shelves[name]?.manifest
        if let fault = rehearsal.fault { return await refuse(name, fault, running) }
        guard let manifest = rehearsal.folder.manifest else { return }
        let isKnown = running?.fingerprint == manifest.fingerprint
        if !isKnown, let fault = swap(name, manifest, rehearsal.folder) { return await refuse(name, fault, running) }
        for active in board.all where active.connectorName == name { await active.healthKeeper.clearWarning() }
        if !isKnown {
            let channels = board.all.filter { $0.connectorName == name }.map(\.name)
            chronicle.note(.connectorTaken(name, version: manifest.version, channels: channels))
        }
    }

    private func refuse(_ name: String, _ fault: String, _ running: CompiledManifest?) async {
        let version = running.map { "version \($0.version) keeps running" } ?? "no version of it runs"
        chronicle.note(.connectorRefused(name, "\(fault); \(version)"))
        for active in board.all where active.connectorName == name {
            await active.healthKeeper.warn(
                "Connector '\(name)' was changed and not taken: \(fault)",
                advice: "Mend it and save; \(version). stellwerk connector test \(name) says all that is wrong.")
        }
    }

    /// Puts a manifest in force for all channels of its connector, or none; what stands against it.
    private func swap(_ name: String, _ manifest: CompiledManifest, _ folder: ConnectorFolder) -> String? {
        var next = maker
        next.forms.library.shelves[name] = ConnectorLibrary.Shelf(
            name: name, path: folder.manifestFile, manifest: manifest, findings: folder.notes.map { $0.text() })
        let (apps, _) = next.apps(configuration.apps)
        var made: [ActiveChannel] = []
        for (channel, settings) in roster where settings.connector == name {
            guard let old = board[channel.id] else { continue }
            do {
                made.append(try next.active(channel, settings, apps, health: old.healthKeeper, replacing: old))
            } catch {
                let words = StellwerkService.explain(error) ?? "\(error)"
                return words.split(separator: "\n").first.map(String.init) ?? words
            }
        }
        for app in apps.values where app.connector == name { if let app = next.active(app) { board.put(app) } }
        maker = next
        for active in made { board.replace(active) }
        return nil
    }
}

extension ConnectorRehearsal {
    /// The first thing wrong, with its place; nil where all is well.
    fileprivate var fault: String? {
        if let note = (folder.notes.filter(\.isError) + folder.tapeNotes).first {
            return "\(note.file):\(note.place.line):\(note.place.column): \(note.message)"
        }
        guard let wrong = playbacks.first(where: { !$0.isRight }), let problem = wrong.problems.first else { return nil }
        let words = problem.message.split(separator: "\n").joined(separator: " ")
        return "\(wrong.tape.file):\(problem.place.line):\(problem.place.column): \(words)"
    }
}
