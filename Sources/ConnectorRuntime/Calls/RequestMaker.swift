import ConnectorKit
import Cryptography
import Expressions
import HTTPCore

/// Makes a call out of a manifest's request: address, query, headers, body and credentials.
struct RequestMaker: Sendable {
    let manifest: CompiledManifest
    let addresses: AddressMaker
    let lane: String
    /// False where a request brings its own credentials.
    var authorises = true

    /// What a request is filled with.
    struct Filling {
        /// `.`
        var input: JSON = .null
        var names: [String: JSON]
        /// Names of the trusted positions: what credentials are made of.
        var trusted: [String: JSON]
        /// Files that a body may carry: `{"$file": 0}` stands for their bytes.
        var files: [OutgoingFile] = []
        /// Parameters of ours besides those of the manifest: resume and page.
        var parameters: [(name: String, value: JSON)] = []
        /// Whether credentials also go to the further hosts that the manifest names: a line that stays open may lie on one.
        var trustsHosts = false
    }

    /// The whole call.
    func call(_ request: CompiledManifest.Request, _ filling: Filling, limits: HTTPLimits = HTTPLimits()) throws(Fault)
        -> HTTPCall
    {
        let address = try addresses.address(request.path, filling.input, filling.names)
        // A page's parameter stands in place of the one that the first page was asked with.
        let asked = request.query.filter { field in !filling.parameters.contains { $0.name == field.name } }
        return try call(request, at: address, query: query(asked, filling) + pairs(filling.parameters), filling, limits)
    }

    /// The same request at an address that the platform named: its query stands there already.
    func call(
        _ request: CompiledManifest.Request, at address: String, _ filling: Filling, limits: HTTPLimits = HTTPLimits()
    ) throws(Fault) -> HTTPCall {
        try call(request, at: try addresses.checked(address), query: [], filling, limits)
    }

    private func call(
        _ request: CompiledManifest.Request, at address: WebAddress, query: [(String, String)], _ filling: Filling,
        _ limits: HTTPLimits
    ) throws(Fault) -> HTTPCall {
        // Credentials are for the platform alone, not for further hosts.
        let isOwn = authorises && (address.origin == addresses.base.origin || filling.trustsHosts)
        let own = isOwn ? try self.query(manifest.auth.query, Filling(names: filling.trusted, trusted: [:])) : []
        let text = addresses.destination(of: address).appending(query: query + own)
        guard let method = HTTPMethod(rawValue: request.verb.rawValue.uppercased()) else {
            throw Fault("the verb \(request.verb.rawValue) cannot be sent", advice: "Use get, post, put, patch or delete.")
        }
        var call = HTTPCall(method, text, body: try body(request.body, filling), lane: lane, limits: limits)
        call.headers["Accept"] = "application/json"
        for (name, value) in try headers(request.headers, filling) { call.headers[name] = value }
        if isOwn { try authorise(&call, filling) }
        return call
    }

    /// A fetch of a file: from anywhere, since platforms keep files on hosts of others; credentials go to the channel's hosts alone.
    func fetch(
        _ text: String, _ headers: [(name: String, value: TemplateTree)], _ filling: Filling
    ) throws(Fault) -> HTTPCall {
        let address = headers.isEmpty ? try addresses.anywhere(text) : try addresses.checked(text)
        let isOwn = address.origin == addresses.base.origin
        let own = isOwn ? try query(manifest.auth.query, Filling(names: filling.trusted, trusted: [:])) : []
        var call = HTTPCall(
            .get, addresses.destination(of: address).appending(query: own), lane: lane + " files",
            limits: HTTPLimits(total: .seconds(120), answerBytes: FetchedFile.most))
        if isOwn { try authorise(&call, filling) }
        for (name, value) in try self.headers(headers, filling) {
            call.headers[name] = value
            call.credentialHeaders.insert(name)
        }
        return call
    }

    /// A request of the sign-in, with no credentials but those it is filled with; to whatever host the manifest names.
    func anonymous(_ request: CompiledManifest.Request, _ filling: Filling) throws(Fault) -> HTTPCall {
        let address = try addresses.named(request.path, filling.names)
        let text = addresses.destination(of: address).appending(query: try query(request.query, filling))
        guard let method = HTTPMethod(rawValue: request.verb.rawValue.uppercased()) else {
            throw Fault("the verb \(request.verb.rawValue) cannot be sent", advice: "Use get, post, put, patch or delete.")
        }
        var call = HTTPCall(method, text, body: try body(request.body, filling), lane: lane)
        call.headers["Accept"] = "application/json"
        for (name, value) in try headers(request.headers, filling) { call.headers[name] = value }
        return call
    }

    /// A form for a token endpoint, at whatever host the manifest names.
    func tokenCall(at template: AddressTemplate, _ filling: Filling, _ form: [UInt8]) throws(Fault) -> HTTPCall {
        let address = try addresses.named(template, filling.trusted)
        var call = HTTPCall(
            .post, addresses.destination(of: address), body: .bytes(form, type: "application/x-www-form-urlencoded"), lane: lane
        )
        call.headers["Accept"] = "application/json"
        return call
    }

    // MARK: Credentials

    func authorise(_ call: inout HTTPCall, _ filling: Filling) throws(Fault) {
        let trusted = Filling(names: filling.trusted, trusted: [:])
        if let basic = manifest.auth.basic {
            let pair = try text(basic.user, trusted) + ":" + text(basic.password, trusted)
            call.headers["Authorization"] = "Basic " + Base64.standard.encode(Array(pair.utf8))
        }
        if let bearer = manifest.auth.bearer {
            call.headers["Authorization"] = try headerValue("Bearer " + text(bearer, trusted))
        }
        if manifest.auth.bearsToken, let token = filling.trusted["token"]?["access_token"].text {
            call.headers["Authorization"] = try headerValue("Bearer " + token)
        }
        if case .oauth1(let keys)? = manifest.auth.signIn { try sign(&call, keys, trusted) }
        for (name, value) in try headers(manifest.auth.headers, trusted) {
            call.headers[name] = value
            call.credentialHeaders.insert(name)
        }
    }

    private func sign(_ call: inout HTTPCall, _ keys: CompiledManifest.OAuth1, _ trusted: Filling) throws(Fault) {
        let signature = OAuth1Signature(
            consumerKey: try text(keys.consumerKey, trusted), consumerSecret: try text(keys.consumerSecret, trusted),
            token: try text(keys.token, trusted), tokenSecret: try text(keys.tokenSecret, trusted))
        call.headers["Authorization"] = signature.header(
            method: call.method.rawValue, address: call.url, form: call.body.map(formPairs) ?? [],
            timestamp: trusted.names["now"]?.int64 ?? 0, nonce: Hex.encode(randomBytes(16)))
    }

    /// The fields of a body that is a form.
    private func formPairs(_ body: HTTPBody) -> [(String, String)] {
        guard case .bytes(let bytes, "application/x-www-form-urlencoded") = body else { return [] }
        return bytes.split(separator: UInt8(ascii: "&")).map { pair in
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            return (unescaped(parts[0]), parts.count > 1 ? unescaped(parts[1]) : "")
        }
    }

    // MARK: Values

    private func value(_ tree: TemplateTree, _ filling: Filling) throws(Fault) -> JSON {
        do throws(FormulaFailure) {
            return try tree.value(filling.input, filling.names)
        } catch {
            throw Fault(error, manifest.name)
        }
    }

    private func text(_ tree: TemplateTree, _ filling: Filling) throws(Fault) -> String {
        plain(try value(tree, filling))
    }

    /// As it stands in a query, a form or a header.
    func plain(_ value: JSON) -> String {
        switch value {
        case .string(let text): text
        case .null: ""
        default: value.encodedText()
        }
    }

    func query(_ fields: [(name: String, value: TemplateTree)], _ filling: Filling) throws(Fault) -> [(String, String)] {
        var parameters: [(name: String, value: JSON)] = []
        for field in fields { parameters.append((field.name, try value(field.value, filling))) }
        return pairs(parameters)
    }

    /// A list repeats the parameter, null drops it.
    func pairs(_ parameters: [(name: String, value: JSON)]) -> [(String, String)] {
        parameters.flatMap { name, value -> [(String, String)] in
            switch value {
            case .null: []
            case .array(let elements): elements.map { (name, plain($0)) }
            default: [(name, plain(value))]
            }
        }
    }

    private func headers(_ fields: [(name: String, value: TemplateTree)], _ filling: Filling) throws(Fault) -> [(
        String, String
    )] {
        var result: [(String, String)] = []
        for field in fields {
            let value = try value(field.value, filling)
            if !value.isNull { result.append((field.name, try headerValue(plain(value)))) }
        }
        return result
    }

    /// A header's value cannot end its line.
    func headerValue(_ text: String) throws(Fault) -> String {
        guard text.utf8.allSatisfy({ $0 != 10 && $0 != 13 && $0 != 0 }) else {
            throw Fault(
                "a header's value holds a line end", advice: "Look at what the header is filled with; trim it in the manifest.")
        }
        return text
    }

    // MARK: Bodies

    private func body(_ body: CompiledManifest.Request.Body?, _ filling: Filling) throws(Fault) -> HTTPBody? {
        switch body {
        case nil: return nil
        case .json(let tree): return .bytes(try value(tree, filling).encoded(), type: "application/json")
        case .form(let fields):
            let text = try query(fields, filling).map { "\(Percent.query($0.0))=\(Percent.query($0.1))" }.joined(separator: "&")
            return .bytes(Array(text.utf8), type: "application/x-www-form-urlencoded")
        case .multipart(let fields):
            var parts: [HTTPBody.Part] = []
            for field in fields { parts += self.parts(field.name, try value(field.value, filling), filling.files) }
            return .multipart(parts)
        case .bytes(let tree, let type):
            let value = try value(tree, filling)
            let name = try type.map { (tree) throws(Fault) in try text(tree, filling) } ?? "application/octet-stream"
            return .bytes(file(value, filling.files)?.bytes ?? Array(plain(value).utf8), type: try headerValue(name))
        }
    }

    func parts(_ name: String, _ value: JSON, _ files: [OutgoingFile]) -> [HTTPBody.Part] {
        if case .null = value { return [] }
        if case .array(let elements) = value { return elements.flatMap { parts(name, $0, files) } }
        if let file = file(value, files) {
            return [HTTPBody.Part(name: name, fileName: file.name, type: file.type, bytes: file.bytes)]
        }
        return [HTTPBody.Part(name: name, bytes: Array(plain(value).utf8))]
    }

    /// The file that a value stands for: an element of `$files`, or its `bytes`.
    private func file(_ value: JSON, _ files: [OutgoingFile]) -> OutgoingFile? {
        guard let index = (value["bytes"]["$file"].int64 ?? value["$file"].int64).flatMap({ Int(exactly: $0) }) else {
            return nil
        }
        return files.indices.contains(index) ? files[index] : nil
    }
}

extension String {
    func appending(query: [(String, String)]) -> String {
        guard !query.isEmpty else { return self }
        let text = query.map { "\(Percent.query($0.0))=\(Percent.query($0.1))" }.joined(separator: "&")
        return self + (contains("?") ? "&" : "?") + text
    }
}
