import FoundationEssentials
import HTTPCore

/// `/side`: what the public sees, and the customers' hands. Every change comes as JSON, which no foreign page can send.
extension Town {
    func sideAnswer(to request: HTTPRequest) async -> HTTPResponse {
        switch (request.method, request.path) {
        case (.get, ""): HTTPResponse(status: 308, headers: ["Location": "/side/"])
        case (.get, "/state"): HTTPResponse(200, await state(since: request.query("since")))
        case (.get, "/ledger"): HTTPResponse(200, ledger.document)
        case (.get, let path): SideFiles.answer(path)
        case (.post, let path): await changed(path, request)
        default: HTTPResponse.wrongMethod(allowed: [.get, .post])
        }
    }

    /// Everything the public sees; only the number of the state where that is known already.
    private func state(since known: String?) async -> Document {
        var version = 0
        for platform in Platform.allCases { version += await server(platform).changes }
        guard known != String(version) else { return ["version": .text(String(version))] }
        var views: [Document] = []
        for platform in Platform.allCases { views.append(await server(platform).side.document) }
        return ["version": .text(String(version)), "platforms": .list(views)]
    }

    private func changed(_ path: String, _ request: HTTPRequest) async -> HTTPResponse {
        guard request.headers["Content-Type"]?.hasPrefix("application/json") == true,
            let words = try? Document(parsing: request.body)
        else { return refused("send JSON, with Content-Type: application/json") }
        if path == "/faults" { return fault(words) }
        guard let platform = words["platform"]?.text.flatMap(Platform.init) else {
            return refused("name a platform: \(Platform.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        switch path {
        case "/token": return await token(platform, words)
        case "/write": return await write(platform, words)
        case "/edit":
            return await done(
                server(platform).edit(words["id"]?.text ?? "", words["text"]?.text ?? ""), "no such text of a customer")
        case "/delete": return await done(server(platform).remove(words["id"]?.text ?? ""), "no such text of a customer")
        case "/react":
            let reacted = await server(platform).react(person(words), words["id"]?.text ?? "", words["sign"]?.text ?? "👍")
            return done(reacted, "nothing to react to")
        case "/close":
            guard platform == .wordpress else { return refused("only a post of the blog can be closed") }
            return await done(
                wordpress.close(words["place"]?.text ?? "", words["closed"]?.bool ?? true), "there is no such post")
        default: return HTTPResponse(404, ["error": "there is no such page"])
        }
    }

    private func fault(_ words: Document) -> HTTPResponse {
        if words["clear"]?.bool == true {
            faults.clear()
            return HTTPResponse(200, ["faults": 0])
        }
        guard let fault = Fault(words) else { return refused("that is no fault: kind is slow, lost, cut or status") }
        fail(fault)
        return HTTPResponse(200, ["faults": .whole(Int64(faults.all.count))])
    }

    private func token(_ platform: Platform, _ words: Document) async -> HTTPResponse {
        guard let isGood = words["valid"]?.bool else { return refused("say whether it is valid") }
        await setCredentials(of: platform, areGood: isGood)
        return HTTPResponse(200, ["valid": .bool(isGood)])
    }

    /// Revokes our credentials at a platform, or gives them back.
    public func setCredentials(of platform: Platform, areGood: Bool) async {
        switch platform {
        case .telegram: await telegram.setToken(isGood: areGood)
        case .mastodon: await mastodon.setToken(isGood: areGood)
        case .wordpress: await wordpress.setPassword(isGood: areGood)
        }
    }

    private func write(_ platform: Platform, _ words: Document) async -> HTTPResponse {
        guard let text = words["text"]?.text, text.contains(where: { !$0.isWhitespace }), text.utf8.count <= 10_000 else {
            return refused("write a text")
        }
        let id = await server(platform).write(person(words), text, place: words["place"]?.text, parent: words["parent"]?.text)
        guard let id else { return refused("there is no such place, or it is closed") }
        return HTTPResponse(201, ["id": .text(id)])
    }

    private func person(_ words: Document) -> Person {
        let name = words["name"]?.text ?? "Somebody"
        return Person(name: name, handle: Self.handle(name), language: words["language"]?.text ?? "de")
    }

    /// The letters and digits of a name: `Jörg M.` is `joergm`.
    private static func handle(_ name: String) -> String {
        let spelled: [Character: String] = ["ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"]
        let letters = name.lowercased().flatMap { spelled[$0] ?? String($0) }
            .filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
        return letters.isEmpty ? "somebody" : String(letters)
    }

    private func done(_ isDone: Bool, _ otherwise: String) -> HTTPResponse {
        isDone ? HTTPResponse(200, ["done": true]) : HTTPResponse(404, ["error": .text(otherwise)])
    }

    private func refused(_ why: String) -> HTTPResponse { HTTPResponse(400, ["error": .text(why)]) }
}
