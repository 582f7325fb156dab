import FoundationEssentials
import HTTPCore

/// What the bot does.
extension TelegramServer {
    /// After entity parsing, in UTF-16 units.
    private static let longestText = 4_096
    /// Own messages can be deleted for 48 hours.
    private static let deletable: TimeInterval = 48 * 3_600

    func sendMessage(_ parameters: Parameters) -> HTTPResponse {
        guard let chat = chat(parameters) else { return failure(400, "Bad Request: chat not found") }
        if let refused = refusal(of: parameters.text("text")) { return refused }
        let text = parameters.text("text") ?? ""
        let reply = replyParameters(parameters)
        var target = reply?["message_id"]?.whole
        if let id = target, message(id, in: chat) == nil {
            guard reply?["allow_sending_without_reply"]?.bool == true else {
                return failure(400, "Bad Request: message to be replied not found")
            }
            target = nil
        }
        if let seconds = pace(chat) { return tooMany(seconds) }
        let sent = TelegramMessage(id: nextMessageID(), from: bot, text: text, at: settings.now(), replyTo: target)
        chats[chat].messages.append(sent)
        changes += 1
        ledger.accept(
            .telegram, target: "\(chats[chat].id)" + (target.map { "/\($0)" } ?? ""), text: text,
            id: "\(chats[chat].id)/\(sent.id)", at: sent.at)
        return success(sent.document(in: chats[chat]))
    }

    /// As an object, or as its text in a form.
    private func replyParameters(_ parameters: Parameters) -> Document? {
        guard let value = parameters["reply_parameters"] else { return nil }
        guard let text = value.text else { return value }
        return try? Document(parsing: Array(text.utf8))
    }

    private func refusal(of text: String?) -> HTTPResponse? {
        guard let text, text.contains(where: { !$0.isWhitespace }) else {
            return failure(400, "Bad Request: message text is empty")
        }
        return text.utf16.count > Self.longestText ? failure(400, "Bad Request: message is too long") : nil
    }

    func editMessageText(_ parameters: Parameters) -> HTTPResponse {
        guard let chat = chat(parameters) else { return failure(400, "Bad Request: chat not found") }
        guard let id = parameters.whole("message_id"), let index = message(id, in: chat) else {
            return failure(400, "Bad Request: message to edit not found")
        }
        guard chats[chat].messages[index].from == bot else { return failure(400, "Bad Request: message can't be edited") }
        if let refused = refusal(of: parameters.text("text")) { return refused }
        let text = parameters.text("text") ?? ""
        guard chats[chat].messages[index].text != text else {
            return failure(
                400,
                "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a "
                    + "current content and reply markup of the message")
        }
        chats[chat].messages[index].text = text
        chats[chat].messages[index].editedAt = settings.now()
        changes += 1
        return success(chats[chat].messages[index].document(in: chats[chat]))
    }

    func deleteMessage(_ parameters: Parameters) -> HTTPResponse {
        guard let chat = chat(parameters) else { return failure(400, "Bad Request: chat not found") }
        guard let id = parameters.whole("message_id"), let index = message(id, in: chat) else {
            return failure(400, "Bad Request: message to delete not found")
        }
        let found = chats[chat].messages[index]
        let mayDelete = found.from == bot || !chats[chat].isGroup
        guard mayDelete, settings.now().timeIntervalSince(found.at) < Self.deletable else {
            return failure(400, "Bad Request: message can't be deleted")
        }
        chats[chat].messages[index].isDeleted = true
        changes += 1
        return success(true)
    }

    func sendChatAction(_ parameters: Parameters) -> HTTPResponse {
        guard chat(parameters) != nil else { return failure(400, "Bad Request: chat not found") }
        guard parameters.text("action") == "typing" else {
            return failure(400, "Bad Request: wrong parameter action in request")
        }
        return success(true)
    }

    /// A bot has one reaction on a message; an empty list takes it back.
    func setMessageReaction(_ parameters: Parameters) -> HTTPResponse {
        guard let chat = chat(parameters) else { return failure(400, "Bad Request: chat not found") }
        guard let id = parameters.whole("message_id"), let index = message(id, in: chat) else {
            return failure(400, "Bad Request: message to react not found")
        }
        let reactions = parameters["reaction"]?.elements ?? []
        guard reactions.count <= 1 else { return failure(400, "Bad Request: REACTIONS_TOO_MANY") }
        chats[chat].messages[index].reactions[bot.id] = reactions.first?["emoji"]?.text
        changes += 1
        return success(true)
    }

    private func chat(_ parameters: Parameters) -> Int? {
        let id = parameters.whole("chat_id")
        return chats.firstIndex { $0.id == id }
    }

    func message(_ id: Int64, in chat: Int) -> Int? {
        chats[chat].messages.firstIndex { $0.id == id && !$0.isDeleted }
    }
}
