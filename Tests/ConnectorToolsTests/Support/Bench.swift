import ConnectorKit
import ConnectorTools
import Foundation
import TestSupport

/// A small forum's connector in a folder of its own, with the tapes a test writes.
struct Bench {
    let folder: TemporaryFolder

    static let manifest = #"""
        manifest: 1
        version: 1.0.0
        title: Acme
        settings:
          site: {type: url, title: Site, example: 'https://x.test'}
          token: {type: secret, title: Token}
        http: {base: '\($settings.site)/api'}
        auth: {bearer: '\($secrets.token)'}
        account: {get: /me, id: .id, name: .name}
        streams:
          comments:
            get: /comments
            order: oldest
            resume: {as: since_id, from: .id}
            map: {kind: comment, id: .id, text: .text, author: {id: .by}, at: .at}
        webhook:
          verify: {hmac: sha256, secret: $hook.secret, signature: '$req.headers["x-signature"]', prefix: sha256=}
          into: {comments: .comment}
        actions:
          reply:
            for: [comment]
            post: /comments
            json: {parent: '\($item.id)', text: '\($text)'}
            id: .id
            unclear: ask
        errors:
          gone: .error == "no_such_comment"
          message: .error

        """#

    init(manifest: String = Bench.manifest, tapes: [String: String] = [:], payloads: [String: String] = [:]) throws {
        folder = try TemporaryFolder()
        try write("acme/connector.yaml", manifest)
        for (name, text) in tapes { try write("acme/fixtures/\(name).yaml", text) }
        for (name, text) in payloads { try write("acme/fixtures/\(name)", text) }
    }

    var path: String { folder.path("acme") }

    func write(_ name: String, _ text: String) throws {
        let file = folder.url.appending(path: name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    func read() -> ConnectorFolder { .read(path, builtins: .testing) }

    func rehearse() async -> ConnectorRehearsal { await .of(read()) }

    /// What is wrong with one tape: nothing where it is right.
    static func complaints(_ tape: String, payloads: [String: String] = [:]) async throws -> [String] {
        let rehearsal = try await Bench(tapes: ["tape": tape], payloads: payloads).rehearse()
        return rehearsal.folder.tapeNotes.map { "\($0.place.line):\($0.place.column): \($0.message)" }
            + rehearsal.playbacks.flatMap(\.problems).map { "\($0.place.line):\($0.place.column): \($0.message)" }
    }
}
