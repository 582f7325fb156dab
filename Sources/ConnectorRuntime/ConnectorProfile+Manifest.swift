import ConnectorKit
import Expressions
import InboxModel

extension ConnectorProfile {
    /// - Parameter names: `$settings` and `$account`, over which limits may be told.
    init(_ manifest: CompiledManifest, _ names: [String: JSON]) {
        self.init(
            name: manifest.name, title: manifest.title, version: manifest.version,
            streams: manifest.streams.flatMap { Self.plans($0, of: manifest) },
            abilities: manifest.actions.map { $0.ability(files: manifest.files, names) },
            hasWebhook: manifest.webhook != nil)
        asksAuthors = manifest.profile.map {
            AuthorLookup(
                name: $0.fields[.name] != nil, avatar: $0.fields[.avatar] != nil, followers: $0.fields[.followers] != nil,
                keep: $0.keep)
        }
        asksPosts = manifest.posts?.keep
        hook = manifest.webhook.map(HookPlan.init)
    }

    private static func plans(_ stream: CompiledManifest.Stream, of manifest: CompiledManifest) -> [StreamPlan] {
        var plans: [StreamPlan] = []
        if stream.request != nil || stream.isProgram {
            // A child stream without a rhythm of its own goes with its parent.
            let every = stream.under.flatMap { $0.repeats ? nil : manifest.stream($0.stream)?.every } ?? stream.every
            plans.append(
                StreamPlan(
                    name: StreamName(stream.name), every: every, wait: stream.wait, restsWithWebhook: stream.restsWithWebhook,
                    isLive: stream.live != nil, sweep: stream.sweep))
        }
        if let recheck = stream.recheck {
            plans.append(StreamPlan(name: StreamName(stream.name + recheckSuffix), every: recheck.every))
        }
        return plans
    }
}

extension HookPlan {
    fileprivate init(_ webhook: CompiledManifest.Webhook) {
        self.init()
        (isAppWide, renewEvery) = (webhook.isAppWide, webhook.subscribe?.renew?.every)
        looksFirst = webhook.subscribe?.exists != nil
        if case .signedToken = webhook.verify { readsKeys = true }
    }
}

/// Behind a stream's name: the re-reading of what it brought.
let recheckSuffix = ".recheck"
