import InboxModel

extension ManifestCompiler {
    mutating func compile(_ written: Manifest.Webhook) -> CompiledManifest.Webhook {
        room = "webhook"
        return CompiledManifest.Webhook(
            verify: verify(written), answers: written.answers.map { compile($0) }, reading: format(written.reading),
            each: formula(orNil: written.each, .event), into: written.into.entries.map { ($0.key, formula($0.value, .event)) },
            poke: written.poke.entries.map { ($0.key, formula($0.value, .event)) },
            signals: written.signals.map { (ErrorLabel(rawValue: $0.label.rawValue)!, formula($0.test, .event)) },
            subscribe: written.subscribe.map { compile($0) })
    }

    private mutating func verify(_ written: Manifest.Webhook) -> CompiledManifest.Verify {
        switch written.verify {
        case nil:
            error(
                "`verify` is missing: anybody could write into the inbox. Say how a call is known to be the platform's, or "
                    + "`verify: {none: why}`", at: written.place)
            return .none
        case .some(.none(let reason)):
            if reason.trimmed.isEmpty { error("`none` needs its reason in words", at: written.place) }
            return .none
        case .token(let token, let equals): return .token(formula(token, .verify), equals: formula(equals, .verify))
        case .signature(let signature): return .signature(compile(signature))
        }
    }

    private mutating func compile(_ written: Manifest.Signature) -> CompiledManifest.Signature {
        let algorithm: CompiledManifest.Signature.Algorithm =
            switch written.algorithm {
            case .hmac(.sha1): .sha1
            case .hmac(.sha256): .sha256
            case .hmac(.sha512): .sha512
            case .ed25519: .ed25519
            }
        let secretEncoding: CompiledManifest.Signature.Encoding =
            switch written.secretEncoding {
            case .text: .text
            case .hex: .hex
            case .base64: .base64
            }
        return CompiledManifest.Signature(
            algorithm: algorithm, secret: formula(written.secret, .verify), secretEncoding: secretEncoding,
            signature: formula(written.signature, .verify),
            signed: written.signed.map { tree($0, .verify.with(["timestamp"])) },
            encoding: written.encoding == .hex ? .hex : .base64, prefix: written.prefix,
            timestamp: formula(orNil: written.timestamp, .verify), maxAge: written.maxAge)
    }

    private mutating func compile(_ written: Manifest.Answer) -> CompiledManifest.Answer {
        let body: CompiledManifest.Answer.Body? =
            if let json = written.json {
                .json(tree(json, .answers, inJSON: true))
            } else if let text = written.text {
                .text(tree(text, .answers))
            } else {
                nil
            }
        return CompiledManifest.Answer(when: formula(orNil: written.when, .answers), body: body, status: written.status)
    }

    private mutating func compile(_ written: Manifest.Subscribe) -> CompiledManifest.Subscribe {
        room = "webhook, subscribe"
        defer { room = "webhook" }
        return CompiledManifest.Subscribe(
            exists: written.exists.map { (request($0.request, .subscribe), formula($0.when, .subscribe)) },
            request: request(written.request, .subscribe), remove: written.remove.map { request($0, .subscribe) })
    }
}
