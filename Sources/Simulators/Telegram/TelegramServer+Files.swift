import FoundationEssentials
import HTTPCore

/// Files, in either direction.
extension TelegramServer {
    private static let mostSent = 50 << 20
    private static let mostRead = 20 << 20

    func sendDocument(_ parameters: Parameters) -> HTTPResponse {
        let id = parameters.whole("chat_id")
        guard let chat = chats.firstIndex(where: { $0.id == id }) else { return failure(400, "Bad Request: chat not found") }
        guard let sent = parameters.files["document"] else {
            return failure(400, "Bad Request: there is no document in the request")
        }
        guard !sent.bytes.isEmpty else { return failure(400, "Bad Request: file must be non-empty") }
        guard sent.bytes.count <= Self.mostSent else { return failure(413, "Request Entity Too Large") }
        if let seconds = pace(chat) { return tooMany(seconds) }
        let file = keep(sent)
        let text = parameters.text("caption") ?? ""
        var message = TelegramMessage(id: nextMessageID(), from: bot, text: text, at: settings.now())
        message.document = file
        chats[chat].messages.append(message)
        changes += 1
        ledger.accept(
            .telegram, target: "\(chats[chat].id)", text: "[\(sent.name)]", id: "\(chats[chat].id)/\(message.id)",
            at: message.at)
        return success(message.document(in: chats[chat]))
    }

    func keep(_ sent: SentFile) -> TelegramFile {
        let file = TelegramFile(id: "BQACAgIAAxkDAAI\(1_000 + files.count)", file: sent)
        files[file.id] = file
        return file
    }

    /// Bots get no file of more than 20 MB.
    func getFile(_ parameters: Parameters) -> HTTPResponse {
        guard let file = parameters.text("file_id").flatMap({ files[$0] }) else {
            return failure(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        }
        guard file.file.bytes.count <= Self.mostRead else { return failure(400, "Bad Request: file is too big") }
        return success([
            "file_id": .text(file.id), "file_unique_id": .text("AgAD" + file.id.suffix(4)),
            "file_size": .whole(Int64(file.file.bytes.count)), "file_path": .text(file.path),
        ])
    }

    /// `/file/bot<token>/documents/file_7`
    func file(_ segments: [String]) -> HTTPResponse {
        guard segments[1] == "bot" + settings.telegramToken, isTokenGood else { return failure(401, "Unauthorized") }
        guard let file = files.values.first(where: { $0.path == "\(segments[2])/\(segments[3])" }) else {
            return failure(404, "Not Found")
        }
        return HTTPResponse(
            status: 200, headers: ["Content-Type": "application/octet-stream"], body: .bytes(file.file.bytes))
    }
}
