import Desk
import Expressions
public import HTTPCore
import InboxModel
import Storage

/// Files that others wrote: fetched by us, never by the browser, and told from each other by their bytes.
extension WebApp {
    /// The file a message carries, by its place in the message.
    func attachment(_ call: Call) async throws -> HTTPResponse {
        guard let place = Int(call.parameters["n"]) else { throw APIFailure.notFound }
        let id: MessageID = try call.id("message")
        guard let stored = try await desk.store.read({ try $0.storedMessage(id) }),
            stored.message.attachments.indices.contains(place)
        else { throw APIFailure.notFound }
        let attachment = stored.message.attachments[place]
        if let upload = Upload.id(behind: attachment) { return try await kept(upload, name: attachment.name) }
        do {
            let files = files
            let key = "\(id) \(stored.message.revision) \(place)"
            let file = try await shelf.file(key) { try await files.fetch(attachment, stored) }
            return response(file.bytes, name: attachment.name)
        } catch let refusal as FileDesk.Refusal {
            throw APIFailure(refusal)
        }
    }

    private func response(_ bytes: [UInt8], name: String?) -> HTTPResponse {
        let kind = FileKind(bytes)
        let headers: HTTPHeaders = [
            "Content-Type": kind.type,
            "Content-Disposition": FileName(name, kind: kind).disposition(isInline: kind.isInline),
        ]
        return HTTPResponse(status: 200, headers: headers, body: .bytes(bytes)).secured(by: .foreignFile())
    }

    private func kept(_ upload: UploadID, name: String?) async throws -> HTTPResponse {
        guard let bytes = try await files.kept(upload) else {
            throw APIFailure(404, "file_gone", "This file is kept no longer.", advice: "Look at it on the platform.")
        }
        return response(bytes, name: name)
    }

    // MARK: Files of ours

    /// The largest file that is taken in.
    static let mostUpload = 32 << 20

    /// How large a request's body may be: a file from somebody who was here a moment ago, else what words need.
    public func bodyLimit(of head: HTTPRequest) -> Int {
        head.path == "/api/v1/uploads" && gate.knows(head) ? Self.mostUpload : 1 << 20
    }

    /// Takes a file in that is to go with an answer: its bytes are the body, its name stands in the query.
    func upload(_ call: Call) async throws -> HTTPResponse {
        let bytes = call.request.body
        guard !bytes.isEmpty else { throw APIFailure.badRequest("The file is empty.", advice: "Send its bytes as the body.") }
        let kind = FileKind(bytes)
        let name = FileName(call.request.query("name"), kind: kind).text
        let upload = try await desk.upload(
            name: name, type: kind.type(orTold: call.request.query("type")), size: Int64(bytes.count),
            alternative: call.request.query("alternative").flatMap { $0.isEmpty ? nil : String($0.prefix(1_500)) },
            by: call.caller.user)
        do {
            try await files.keep(bytes, upload.id)
        } catch {
            try? await desk.removeUpload(upload.id, by: call.caller.user)
            if let refusal = error as? FileDesk.Refusal { throw APIFailure(refusal) }
            throw error
        }
        return HTTPResponse(json: upload.json, status: 201)
    }

    func removeUpload(_ call: Call) async throws -> HTTPResponse {
        let id: UploadID = try call.id("id")
        try await desk.removeUpload(id, by: call.caller.user)
        try await files.drop(id)
        return HTTPResponse(status: 204)
    }

    /// A file for the platform that an answer goes to: it fetches it from the address we signed.
    func signedFile(_ request: HTTPRequest, _ signature: String) async throws -> HTTPResponse {
        guard let id = files.signed(signature), let upload = try await desk.store.read({ try $0.upload(id) }),
            upload.entry != nil,
            let bytes = try await files.kept(id)
        else { throw APIFailure.notFound }
        var response = response(bytes, name: upload.name)
        response.headers["Content-Type"] = upload.type
        return response
    }
}

extension Upload {
    var json: JSON {
        [
            "id": .id(id), "name": .string(name), "type": .string(type), "size": .integer(size),
            "alternative": .text(alternative),
        ]
    }
}

extension FileKind {
    /// The type a platform is told: what the bytes say, and where they say nothing the sender's word, if it is one.
    fileprivate func type(orTold told: String?) -> String {
        guard case .other = self, type != "application/pdf", let told = told?.lowercased(), told.utf8.count <= 100 else {
            return type
        }
        let parts = told.split(separator: "/", omittingEmptySubsequences: false)
        let isType =
            parts.count == 2
            && parts.allSatisfy { part in
                !part.isEmpty
                    && part.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0) || "+-.".utf8.contains($0) }
            }
        return isType ? told : type
    }
}

extension APIFailure {
    fileprivate init(_ refusal: FileDesk.Refusal) {
        self.init(
            refusal.isPassing ? 503 : 404, refusal.isPassing ? "not_now" : "file_gone", refusal.message, advice: refusal.advice,
            retryAfter: refusal.isPassing ? 30 : nil)
    }
}
