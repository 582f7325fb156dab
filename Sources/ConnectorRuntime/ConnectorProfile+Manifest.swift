import ConnectorKit
import InboxModel

extension ConnectorProfile {
    init(_ manifest: CompiledManifest) {
        self.init(
            name: manifest.name, title: manifest.title, version: manifest.version,
            streams: manifest.streams.flatMap { Self.plans($0, of: manifest) }, abilities: manifest.actions.map(\.ability),
            hasWebhook: manifest.webhook != nil)
    }

    private static func plans(_ stream: CompiledManifest.Stream, of manifest: CompiledManifest) -> [StreamPlan] {
        var plans: [StreamPlan] = []
        if stream.request != nil {
            // A child stream without a rhythm of its own goes with its parent.
            let every = stream.under.flatMap { $0.repeats ? nil : manifest.stream($0.stream)?.every } ?? stream.every
            plans.append(
                StreamPlan(
                    name: StreamName(stream.name), every: every, wait: stream.wait, restsWithWebhook: stream.restsWithWebhook))
        }
        if let recheck = stream.recheck {
            plans.append(StreamPlan(name: StreamName(stream.name + recheckSuffix), every: recheck.every))
        }
        return plans
    }
}

/// Behind a stream's name: the re-reading of what it brought.
let recheckSuffix = ".recheck"
