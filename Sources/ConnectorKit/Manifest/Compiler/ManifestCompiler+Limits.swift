import InboxModel

/// Limits, and the requests that are made only when something is missing.
extension ManifestCompiler {
    mutating func rates() -> [CompiledManifest.Rate] {
        (manifest.limits?.rates ?? []).map {
            CompiledManifest.Rate(
                count: $0.count, span: $0.span, isPerThread: $0.isPerThread, isShared: $0.isShared, resets: $0.resets)
        }
    }

    mutating func text(_ written: Manifest.TextRule) -> CompiledManifest.TextRule {
        CompiledManifest.TextRule(
            max: tree(written.max, .limits, inJSON: true), unit: TextLimit.Unit(rawValue: written.unit.rawValue)!,
            url: written.url.map { tree($0, .limits, inJSON: true) })
    }

    mutating func files(_ written: Manifest.Files) -> CompiledManifest.FileRule {
        room = "limits"
        return CompiledManifest.FileRule(
            count: written.max.map { tree($0, .limits, inJSON: true) }, types: written.types,
            bytes: written.size.map { tree($0, .limits, inJSON: true) })
    }

    mutating func profile() -> CompiledManifest.Profile? {
        room = "profile"
        return manifest.profile.map { written in
            CompiledManifest.Profile(
                request: request(written.request, .profile),
                fields: written.fields.mapValues { formula($0, .profile.with(["res"])) }, keep: written.keep)
        }
    }

    mutating func posts() -> CompiledManifest.Posts? {
        room = "posts"
        return manifest.posts.map { written in
            CompiledManifest.Posts(
                request: request(written.request, .posts),
                fields: written.fields.mapValues { formula($0, .posts.with(["res"])) }, keep: written.keep)
        }
    }
}
