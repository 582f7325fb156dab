import Desk
import HTTPCore
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
        do {
            let files = files
            let file = try await shelf.file("\(id) \(stored.message.revision) \(place)") {
                try await files.fetch(attachment, stored)
            }
            return response(file.bytes, name: attachment.name)
        } catch let refusal as FileDesk.Refusal {
            throw APIFailure(
                refusal.isPassing ? 503 : 404, refusal.isPassing ? "not_now" : "file_gone", refusal.message,
                advice: refusal.advice, retryAfter: refusal.isPassing ? 30 : nil)
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
}
