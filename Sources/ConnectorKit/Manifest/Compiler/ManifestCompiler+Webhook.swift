import InboxModel

extension ManifestCompiler {
    mutating func compile(_ written: Manifest.Webhook) -> CompiledManifest.Webhook {
        room = "webhook"
        if written.scope == .app, written.account == nil {
            error("`account` is missing: with `scope: app` it says whose each event is", at: written.place)
        }
        return CompiledManifest.Webhook(
            isAppWide: written.scope == .app, verify: verify(written), answers: written.answers.map { compile($0) },
            reading: format(written.reading), each: formula(orNil: written.each, .event),
            account: formula(orNil: written.account, .event),
            into: written.into.entries.map { ($0.key, formula($0.value, .event)) },
            poke: written.poke.entries.map { ($0.key, formula($0.value, .event)) },
            signals: written.signals.map { (ErrorLabel(rawValue: $0.label.rawValue)!, formula($0.test, .event)) },
            subscribe: written.subscribe.map { compile($0) })
    }

    // MARK: Verification

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
        case .token(let token, let equals): return .token(proof(token), equals: proof(equals))
        case .signature(let signature): return .signature(compile(signature))
        case .signedToken(let token): return .signedToken(compile(token))
        }
    }

    /// Nothing is decoded before a call is verified: `.` is null here, and an author who asks it for a field has forgotten that.
    private mutating func proof(_ written: WrittenExpression) -> Formula {
        if case .text(let text) = written, text.text.first == ".", text.text.dropFirst().first.map(\.isLetter) == true {
            error(
                "`verify` sees no decoded body: write $req.headers, $req.query, $req.form, or $req.body | fromjson | \(text.text)",
                at: text.place)
        }
        return formula(written, .verify)
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
            algorithm: algorithm, secret: proof(written.secret), secretEncoding: secretEncoding,
            signature: proof(written.signature), signed: written.signed.map { tree($0, .verify.with(["timestamp"])) },
            encoding: written.encoding == .hex ? .hex : .base64, prefix: written.prefix,
            timestamp: written.timestamp.map { proof($0) }, maxAge: written.maxAge)
    }

    private mutating func compile(_ written: Manifest.SignedToken) -> CompiledManifest.SignedToken {
        if !written.keys.text.hasPrefix("https://") {
            error("`keys` is the whole address of the published keys, beginning with https://", at: written.keys.place)
        }
        return CompiledManifest.SignedToken(
            keys: address(written.keys, .verify), token: written.token.map { proof($0) }, issuer: tree(written.issuer, .verify),
            audience: tree(written.audience, .verify),
            claims: written.claims.entries.map { ($0.key, tree($0.value, .verify, inJSON: true)) })
    }

    // MARK: Answers

    private mutating func compile(_ written: Manifest.Answer) -> CompiledManifest.Answer {
        let body: CompiledManifest.Answer.Body? =
            if let json = written.json {
                .json(tree(json, .answers, inJSON: true))
            } else if let text = written.text {
                .text(tree(text, .answers), type: written.type ?? "text/plain; charset=utf-8")
            } else {
                nil
            }
        return CompiledManifest.Answer(when: formula(orNil: written.when, .answers), body: body, status: written.status)
    }

    // MARK: Registering

    private mutating func compile(_ written: Manifest.Subscribe) -> CompiledManifest.Subscribe {
        room = "webhook, subscribe"
        defer { room = "webhook" }
        // What `exists` found is there to be renewed or taken away.
        let found = written.exists == nil ? Names.subscribe : .subscribe.with(["found"])
        if written.exists == nil, written.renew?.request != nil {
            warn("`renew` has no `$found` to name: say under `exists` how a registration is found", at: SourcePlace(written))
        }
        return CompiledManifest.Subscribe(
            exists: written.exists.map {
                CompiledManifest.Exists(
                    request: request($0.request, .subscribe), each: formula(orNil: $0.each, .subscribe.with(["res"])),
                    when: formula($0.when, .subscribe.with(["res"])))
            },
            request: request(written.request, .subscribe),
            renew: written.renew.map { renew in
                CompiledManifest.Renew(every: renew.every, request: renew.request.map { request($0, found) })
            }, remove: written.remove.map { request($0, found) })
    }
}

extension SourcePlace {
    fileprivate init(_ subscribe: Manifest.Subscribe) { self = subscribe.request.path.place }
}
