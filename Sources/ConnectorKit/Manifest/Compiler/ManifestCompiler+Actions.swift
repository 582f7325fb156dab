import InboxModel
import Spelling

extension ManifestCompiler {
    mutating func compileActions() -> [CompiledManifest.Action] {
        var actions: [CompiledManifest.Action] = []
        let words = Verb.allCases.map(\.rawValue)
        for entry in manifest.actions.entries {
            room = "action \(entry.key)"
            guard let verb = Verb(rawValue: entry.key) else {
                error("`\(entry.key)` is no verb; \(Spelling.hint(for: entry.key, in: words))", at: entry.place)
                continue
            }
            for written in entry.value.values {
                let action = compile(written, verb)
                actions.append(action)
                // `for: [comment, mine]`: comments of anybody, and whatever else is ours.
                let targets = written.kinds.map(\.value)
                guard targets.contains(.mine), targets != [.mine] else { continue }
                var ours = action
                (ours.ability.kinds, ours.ability.oursOnly) = ([], true)
                actions.append(ours)
            }
        }
        return actions
    }

    private mutating func compile(_ written: Manifest.Action, _ verb: Verb) -> CompiledManifest.Action {
        check(written, verb)
        var names = Names.action
        var steps: [CompiledManifest.Step] = []
        for step in written.steps {
            steps.append(compile(step, names))
            if let name = step.name {
                if names.variables.contains(name.value) || !name.value.isIdentifier {
                    error("`\(name.value)` is taken or no name; call the step's answers something else", at: name.place)
                }
                names = names.with([name.value])
            }
        }
        return CompiledManifest.Action(
            verb: verb, ability: ability(written, verb), steps: steps, isProgram: isProgram(written.isProgram, written.place),
            id: formula(orNil: written.id, names.with(["res"])),
            look: look(written.unclear),
            text: (written.text ?? manifest.limits?.text).map { text($0) })
    }

    private mutating func compile(_ written: Manifest.Step, _ names: Names) -> CompiledManifest.Step {
        let last = names.with(["res"])
        return CompiledManifest.Step(
            name: written.name?.value, each: formula(orNil: written.each, names), when: formula(orNil: written.when, names),
            request: request(written.request, names),
            then: written.then.map {
                CompiledManifest.Then(
                    request: request($0.request, last), until: formula($0.until, last), every: $0.every,
                    within: $0.within)
            })
    }

    /// What a verb that speaks must say, so that an answer is never lost nor doubled.
    private mutating func check(_ written: Manifest.Action, _ verb: Verb) {
        guard [.reply, .replyPrivate, .publish].contains(verb) else { return }
        if written.id == nil {
            error("`id` is missing: nothing would tie the answer to its echo", at: written.place)
        }
        if written.unclear == nil, verb != .replyPrivate {
            error(
                "`unclear` is missing: what happens when nobody knows whether it was sent? Say repeat, read STREAM, receipt or ask",
                at: written.place)
        }
    }

    private func ability(_ written: Manifest.Action, _ verb: Verb) -> Ability {
        let targets = written.kinds.map(\.value)
        return Ability(
            verb: verb, kinds: targets.compactMap { MessageKind(rawValue: $0.rawValue) }, oursOnly: targets == [.mine],
            window: written.window, once: written.once, unclear: rule(written.unclear))
    }

    private func rule(_ unclear: Manifest.Unclear?) -> UnclearRule {
        switch unclear {
        case .ask, nil: .ask
        case .receipt: .receipt
        case .repeat(let within): .repeat(within: within)
        case .read, .look: .readBack
        }
    }

    private mutating func look(_ unclear: Manifest.Unclear?) -> CompiledManifest.Look? {
        switch unclear {
        case .read(let stream): return .stream(stream.value)
        case .look(let look):
            let names = Names.action.with(["res"])
            return .request(
                request(look.request, names), each: formula(orNil: look.each, names), match: formula(look.match, names),
                id: formula(orNil: look.id, names))
        default: return nil
        }
    }
}
