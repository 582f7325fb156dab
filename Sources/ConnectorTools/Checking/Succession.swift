import ConnectorKit
import ConnectorRuntime
import HTTPCore
import InboxModel

/// Whether a new version of a connector can follow an old one in channels that are at work: it must give every item the id it had,
/// and keep every setting.
public struct Succession: Sendable {
    /// What a new version must not do, and what is worth knowing.
    public var notes: [ConnectorFolder.Note] = []

    /// Reads the old version's tapes with both manifests.
    public init(from old: ConnectorFolder, to new: ConnectorFolder) {
        guard let before = old.manifest, let after = new.manifest else { return }
        let place = SourcePlace(line: 1, column: 1)
        let known = Set(after.settings.map(\.name))
        for (name, _) in before.settings where !known.contains(name) {
            notes.append(
                .init(
                    .error, new.manifestFile, place,
                    "the setting `\(name)` of version \(before.version) is gone: channels that have it could not start; keep it"
                ))
        }
        for (name, setting) in after.settings
        where !setting.isOptional && setting.defaultValue == nil && !before.settings.contains(where: { $0.name == name }) {
            notes.append(
                .init(
                    .error, new.manifestFile, place,
                    "the setting `\(name)` is new and required: channels at work have none; give it a `default` or `optional: true`"
                ))
        }
        for stream in before.streams {
            guard let next = after.stream(stream.name) else {
                notes.append(
                    .init(
                        .warning, new.manifestFile, place, "the stream `\(stream.name)` is gone: nothing is read there any more"
                    ))
                continue
            }
            if next.meaning != stream.meaning {
                notes.append(
                    .init(
                        .warning, new.manifestFile, place,
                        "`resume` of the stream `\(stream.name)` means something else: its cursor is dropped and the next run is a first one"
                    ))
            }
        }
        for tape in old.tapes { notes += Self.changes(tape, before, after, new) }
    }

    /// Ids that a tape's payloads had and have no more.
    private static func changes(
        _ tape: Tape, _ before: CompiledManifest, _ after: CompiledManifest, _ new: ConnectorFolder
    ) -> [ConnectorFolder.Note] {
        let old = identities(tape, before)
        let next = Set(identities(tape, after))
        let lost = old.filter { !next.contains($0) }
        guard !lost.isEmpty else { return [] }
        let gained = identities(tape, after).filter { !old.contains($0) }
        let example = gained.first.map { ", is now \($0)" } ?? ", does not come any more"
        return [
            .init(
                .error, tape.file, tape.exchanges.first?.place ?? SourcePlace(line: 1, column: 1),
                "what was \(lost[0]) in version \(before.version)\(example): history would stand in the inbox twice"
                    + (lost.count > 1 ? " (\(lost.count) items)" : ""))
        ]
    }

    /// What the payloads of a tape are, by id, whatever calls brought them.
    private static func identities(_ tape: Tape, _ manifest: CompiledManifest) -> [String] {
        var player = Player(tape, manifest)
        return player.deliveries().flatMap { player.connector.interpret($0).arrivals.map(\.identity) }
    }
}

extension Player {
    /// The payloads of a tape as the inbox would keep them.
    mutating func deliveries() -> [RawDelivery] {
        switch tape.deed {
        case .receive:
            guard let written = tape.call, let body = written.body else { return [] }
            let type = ["content-type": body.type]
            return [RawDelivery(origin: .webhook, headers: type, body: body.bytes, receivedAt: tape.given.now)]
        case .poll(let stream) where !stream.hasSuffix(".recheck"):
            return tape.exchanges.compactMap { exchange in
                guard case .answer(let answer) = exchange.reply, answer.status == 200, let body = answer.body else {
                    return nil
                }
                return RawDelivery(
                    origin: .poll, stream: StreamName(stream), headers: ["content-type": body.type], body: body.bytes,
                    receivedAt: tape.given.now)
            }
        default: return []
        }
    }
}
