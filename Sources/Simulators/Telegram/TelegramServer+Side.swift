import FoundationEssentials

/// What customers do and the public sees. Item ids are `chat/message`.
extension TelegramServer {
    var side: SideView {
        SideView(
            platform: .telegram, title: "Telegram: \(bot.firstName)", isSignedIn: isTokenGood,
            threads: chats.filter { $0.isGroup || !$0.messages.isEmpty }.map(thread))
    }

    private func thread(_ chat: TelegramChat) -> SideThread {
        SideThread(
            id: "\(chat.id)", title: chat.person?.name ?? chat.title,
            note: chat.person.map { "Chat with @\($0.username)" } ?? "Public group @\(chat.username ?? "")",
            items: chat.messages.suffix(SideView.window).map { item($0, in: chat) })
    }

    private func item(_ message: TelegramMessage, in chat: TelegramChat) -> SideItem {
        let signs = Dictionary(grouping: message.reactions.values, by: { $0 }).sorted { $0.key < $1.key }
        return SideItem(
            id: "\(chat.id)/\(message.id)", parent: message.replyTo.map { "\(chat.id)/\($0)" }, author: message.from.name,
            handle: "@\(message.from.username)", isOurs: message.from.isBot, text: message.text, at: message.at,
            isEdited: message.editedAt != nil, mark: message.isDeleted ? "deleted" : nil,
            reactions: signs.map { "\($0.key) \($0.value.count)" })
    }

    func write(_ person: Person, _ text: String, place: String?, parent: String?) -> String? {
        let user = user(person)
        let group = chats.firstIndex { $0.isGroup && (place == "\($0.id)" || parent?.hasPrefix("\($0.id)/") == true) }
        let chat = group ?? chats.firstIndex { $0.id == user.id } ?? open(user)
        let answered = parent.flatMap { find($0) }.flatMap { $0.chat == chat ? chats[chat].messages[$0.message] : nil }
        var words = text
        // In a group the bot hears only commands, answers to it, and what names it.
        if chats[chat].isGroup, answered?.from != bot, !text.contains("@\(bot.username)") {
            words = "@\(bot.username) \(text)"
        }
        let message = TelegramMessage(id: nextMessageID(), from: user, text: words, at: settings.now(), replyTo: answered?.id)
        chats[chat].messages.append(message)
        announce("message", message.document(in: chats[chat]), in: chats[chat].id)
        return "\(chats[chat].id)/\(message.id)"
    }

    func edit(_ item: String, _ text: String) -> Bool {
        guard let (chat, index) = find(item), chats[chat].messages[index].from != bot else { return false }
        chats[chat].messages[index].text = text
        chats[chat].messages[index].editedAt = settings.now()
        announce("edited_message", chats[chat].messages[index].document(in: chats[chat]), in: chats[chat].id)
        return true
    }

    /// In an ordinary chat a bot never hears of a deletion.
    func remove(_ item: String) -> Bool {
        guard let (chat, index) = find(item), chats[chat].messages[index].from != bot else { return false }
        chats[chat].messages[index].isDeleted = true
        changes += 1
        return true
    }

    func react(_ person: Person, _ item: String, _ sign: String) -> Bool {
        guard let (chat, index) = find(item) else { return false }
        let user = user(person)
        let before = chats[chat].messages[index].reactions.updateValue(sign, forKey: user.id)
        let content: Document = [
            "chat": chats[chat].document, "message_id": .whole(chats[chat].messages[index].id), "user": user.document,
            "date": .whole(settings.now().unix), "old_reaction": .list(before.map { [Self.emoji($0)] } ?? []),
            "new_reaction": [Self.emoji(sign)],
        ]
        announce("message_reaction", content, in: chats[chat].id)
        return true
    }

    private static func emoji(_ sign: String) -> Document { ["type": "emoji", "emoji": .text(sign)] }

    private func find(_ item: String) -> (chat: Int, message: Int)? {
        let parts = item.split(separator: "/").compactMap { Int64($0) }
        guard parts.count == 2, let chat = chats.firstIndex(where: { $0.id == parts[0] }),
            let index = message(parts[1], in: chat)
        else { return nil }
        return (chat, index)
    }

    /// The user behind a handle; the same for as long as the town lives.
    private func user(_ person: Person) -> TelegramUser {
        if let known = users[person.handle] { return known }
        let names = person.name.split(separator: " ", maxSplits: 1).map(String.init)
        let user = TelegramUser(
            id: nextPersonID(), firstName: names.first ?? person.handle, lastName: names.count == 2 ? names[1] : nil,
            username: person.handle, language: person.language)
        users[person.handle] = user
        return user
    }

    private func open(_ user: TelegramUser) -> Int {
        chats.append(TelegramChat(id: user.id, person: user, pace: Self.pace(isGroup: false, settings.now())))
        return chats.count - 1
    }
}
