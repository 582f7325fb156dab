import InboxModel
import Spelling

extension ManifestCompiler {
    mutating func compile(_ written: Manifest.Stream, name: String) -> CompiledManifest.Stream {
        room = "stream \(name)"
        if !name.isIdentifier { error("`\(name)` cannot be a stream's name; take letters, digits and _", at: written.place) }
        let rests = if case .never = written.sweep { true } else { false }
        let sweep: Duration? = if case .every(let span) = written.sweep { span } else { nil }
        return CompiledManifest.Stream(
            name: name, request: written.request.map { request($0, .stream) },
            isProgram: isProgram(written.isProgram, written.place),
            every: written.every ?? written.wait.map { _ in .seconds(1) } ?? .seconds(120),
            each: formula(orNil: written.each, .pages),
            isOldestFirst: written.isOldestFirst, resume: written.resume.map { compile($0) },
            pages: written.pages.map { compile($0) }, wait: written.wait, live: written.live.map { compile($0) },
            sweep: sweep, restsWithWebhook: rests,
            backfill: written.backfill ?? .seconds(7 * 86_400), under: written.under.map { compile($0, written) },
            recheck: written.recheck.map { compile($0, of: name) }, overlap: written.overlap, items: items(of: written),
            meaning: meaning(written))
    }

    /// What a cursor of this stream stands for.
    private func meaning(_ written: Manifest.Stream) -> String {
        var parts: [String] = [written.isProgram ? "run" : written.isOldestFirst ? "oldest" : "newest"]
        if let resume = written.resume {
            parts.append(resume.parameter)
            if case .text(let text) = resume.from { parts.append(text.text) }
        }
        return Self.fingerprint(parts.joined(separator: "\n").utf8)
    }

    private mutating func compile(_ written: Manifest.Live) -> CompiledManifest.Live {
        let request = CompiledManifest.Request(
            verb: .get, path: address(written.path, .stream), query: trees(written.query, .stream),
            headers: headers(written.headers, .stream), body: nil, reading: nil, cost: 1)
        return CompiledManifest.Live(
            request: request, when: formula(orNil: written.when, .live), each: formula(orNil: written.each, .live))
    }

    private mutating func compile(_ written: Manifest.Resume) -> CompiledManifest.Resume {
        let format: CompiledManifest.Resume.Format =
            switch written.format {
            case .text: .text
            case .epoch: .epoch
            case .epochMilliseconds: .epochMilliseconds
            case .iso: .iso
            case .date: .date
            }
        return CompiledManifest.Resume(
            parameter: written.parameter, from: formula(written.from, .record), overlap: written.overlap, format: format)
    }

    mutating func compile(_ written: Manifest.Pages) -> CompiledManifest.Pages {
        switch written {
        case .number(let parameter, let count, let start): .number(parameter: parameter, count: count, start: start)
        case .token(let parameter, let from): .token(parameter: parameter, from: formula(from, .pages))
        case .address(let address): .address(formula(address, .pages))
        case .link(let relation): .link(relation)
        }
    }

    private mutating func compile(_ written: Manifest.Under, _ stream: Manifest.Stream) -> CompiledManifest.Under {
        let possible = kinds(of: written.stream.value)
        let kinds = written.kinds.isEmpty ? possible : written.kinds
        for kind in kinds where !possible.isEmpty && !possible.contains(kind) {
            error("the stream `\(written.stream.value)` brings no \(kind.rawValue)", at: written.stream.place)
        }
        return CompiledManifest.Under(
            stream: written.stream.value, kinds: kinds.compactMap { MessageKind(rawValue: $0.rawValue) },
            isUnderPlaces: kinds.contains(.place), within: written.within, when: formula(orNil: written.when, .stream),
            changed: formula(orNil: written.changed, .stream),
            repeats: stream.every != nil)
    }

    private mutating func compile(_ written: Manifest.Recheck, of name: String) -> CompiledManifest.Recheck {
        room = "stream \(name), recheck"
        defer { room = "stream \(name)" }
        let kinds = kinds(of: name)
        if !kinds.isEmpty, kinds.allSatisfy({ $0 == .place }) {
            error("a list of places is read whole each time: leave `recheck` out", at: written.request.path.place)
        }
        return CompiledManifest.Recheck(
            request: request(written.request, .recheck), each: formula(orNil: written.each, .pages), batch: written.batch,
            within: written.within, every: written.every, missingIsGone: written.missingIsGone)
    }

    /// The items of a stream; of `map: NAME` those of the other.
    private mutating func items(of written: Manifest.Stream) -> [CompiledManifest.Item] {
        switch written.map {
        case .items(let items): return items.map { compile($0) }
        case .stream(let name):
            guard let other = manifest.streams[name.value], case .items(let items) = other.map else { return [] }
            return items.map { compile($0) }
        }
    }

    /// What the records of a stream can be.
    private func kinds(of stream: String) -> [Manifest.Kind] {
        let items: [Manifest.Item] =
            switch manifest.streams[stream]?.map {
            case .items(let items): items
            case .stream(let name): if case .items(let items) = manifest.streams[name.value]?.map { items } else { [] }
            case nil: []
            }
        return items.flatMap { item in
            switch item.kinds {
            case .always(let kind): [kind]
            case .tests(let tests): tests.map(\.kind)
            }
        }
    }

    // MARK: Names of streams

    /// Every stream that is named somewhere exists.
    mutating func checkStreamNames() {
        for entry in manifest.streams.entries {
            room = "stream \(entry.key)"
            if let under = entry.value.under { checkStream(under.stream.value, at: under.stream.place) }
            if case .stream(let name) = entry.value.map { checkStream(name.value, at: name.place) }
            if entry.value.request == nil, !entry.value.isProgram, manifest.webhook?.into[entry.key] == nil {
                warn("nothing feeds this stream: it has no request, and no `webhook.into` names it", at: entry.value.place)
            }
        }
        room = "webhook"
        for entry in (manifest.webhook?.into.entries ?? []) + (manifest.webhook?.poke.entries ?? []) {
            checkStream(entry.key, at: entry.place)
        }
        for action in manifest.actions.entries {
            room = "action \(action.key)"
            for written in action.value.values {
                if case .read(let name) = written.unclear { checkReadable(name) }
            }
        }
    }

    /// An answer is looked for by reading a stream: there must be a request to read it with.
    private mutating func checkReadable(_ name: Located<String>) {
        checkStream(name.value, at: name.place)
        guard let stream = manifest.streams[name.value], stream.request == nil else { return }
        error(
            "`\(name.value)` cannot be read back, as it has no request: say {get: …, match: …}, receipt or ask", at: name.place)
    }

    private mutating func checkStream(_ name: String, at place: SourcePlace) {
        guard manifest.streams[name] == nil else { return }
        error("there is no stream `\(name)`; \(Spelling.hint(for: name, in: manifest.streams.keys))", at: place)
    }
}
