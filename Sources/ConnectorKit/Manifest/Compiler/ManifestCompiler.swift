public import Expressions

/// Turns a manifest into one that runs, and finds what is wrong with it: expressions, unknown names, secrets out of place, kinds that
/// cannot be reached, replies that nothing ties to their echo, webhooks without verification.
public struct ManifestCompiler {
    /// What came of it: `manifest` is nil where a finding is an error.
    public struct Outcome: Sendable {
        public var manifest: CompiledManifest?
        /// In the order of the lines.
        public var findings: [Finding]
        /// What `define` names, for trying expressions out.
        public var definitions: [Definition]
    }

    let manifest: Manifest
    let builtins: Builtins
    var definitions: [Definition] = []
    var findings: [Finding] = []
    /// What is being compiled, in words.
    var room = ""

    /// Compiles a manifest.
    ///
    /// - Parameters:
    ///   - name: the connector's name, which is its folder's.
    ///   - text: the file, of which the fingerprint is made.
    public static func compile(_ manifest: Manifest, name: String, text: [UInt8], builtins: Builtins) -> Outcome {
        var compiler = ManifestCompiler(manifest: manifest, builtins: builtins)
        let compiled = compiler.compile(name: name, fingerprint: fingerprint(text))
        let findings = compiler.findings.sorted { $0.place < $1.place }
        return Outcome(
            manifest: findings.contains { $0.severity == .error } ? nil : compiled, findings: findings,
            definitions: compiler.definitions)
    }

    private mutating func compile(name: String, fingerprint: String) -> CompiledManifest {
        checkSettings()
        define()
        room = "http"
        let base = address(manifest.base, .address)
        let hosts = manifest.hosts.map { tree($0, .address) }
        room = "auth"
        let auth = manifest.auth.map { compile($0) } ?? CompiledManifest.Auth()
        let account = manifest.account.map { compile($0) }
        let streams = manifest.streams.entries.map { compile($0.value, name: $0.key) }
        let webhook = manifest.webhook.map { compile($0) }
        room = "download"
        let download = manifest.download.map { download in
            CompiledManifest.Download(
                request: download.request.map { request($0, .download) }, url: address(download.url, .download),
                headers: headers(download.headers, .download))
        }
        let actions = compileActions()
        let errors = compileErrors()
        checkStreamNames()
        return CompiledManifest(
            name: name, title: manifest.title, version: manifest.version, docs: manifest.docs, compiled: manifest.compiled,
            program: program(),
            settings: manifest.settings.entries.map { ($0.key, $0.value) },
            app: manifest.app.entries.map { ($0.key, $0.value) }, base: base, hosts: hosts, auth: auth,
            account: account, people: manifest.people, streams: streams, profile: profile(), posts: posts(), webhook: webhook,
            download: download, actions: actions,
            rates: rates(), files: manifest.limits?.files.map { files($0) },
            errors: errors, fingerprint: fingerprint)
    }

    // MARK: Findings

    mutating func error(_ message: String, at place: SourcePlace) { find(.error, message, place) }
    mutating func warn(_ message: String, at place: SourcePlace) { find(.warning, message, place) }

    private mutating func find(_ severity: Finding.Severity, _ message: String, _ place: SourcePlace) {
        findings.append(Finding(severity: severity, place: place, message: message, room: room))
    }

    /// A short digest (FNV-1a, 64 bits): it tells versions apart, it protects nothing.
    static func fingerprint(_ bytes: some Sequence<UInt8>) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return String(hash, radix: 16)
    }
}
