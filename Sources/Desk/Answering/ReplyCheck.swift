import InboxModel
import Storage

/// Whether a channel can carry an answer, told before anything is written.
struct ReplyCheck {
    let abilities: [Ability]
    let channel: Channel
    let now: Timestamp

    init(_ abilities: [Ability], channel: Channel, now: Timestamp) {
        (self.abilities, self.channel, self.now) = (abilities, channel, now)
    }

    /// The ability that carries this answer.
    /// - Parameter lastInboundAt: when the customer last wrote in the conversation.
    func ability(
        for text: String, _ files: [Upload], target: Message, visibility: Visibility, lastInboundAt: Timestamp?
    ) throws -> Ability {
        guard !files.isEmpty || text.contains(where: { !$0.isWhitespace }) else {
            throw DeskFailure(.badRequest, "The answer is empty.", advice: "Write something.")
        }
        if target.visibility == .private, visibility == .public {
            throw DeskFailure(
                .badRequest, "A private message cannot be answered in public.", advice: "Answer it privately.")
        }
        let verb: Verb = target.visibility == .public && visibility == .private ? .replyPrivate : .reply
        let ability = try self.ability(verb, on: target, lastInboundAt: lastInboundAt)
        try Self.checkLength(of: text, ability)
        try check(files, by: ability)
        return ability
    }

    /// Whether the platform takes these files, told before anything leaves.
    private func check(_ files: [Upload], by ability: Ability) throws {
        guard !files.isEmpty else { return }
        guard let limit = ability.files else {
            throw DeskFailure(
                .notSupported, "Channel '\(channel.name)' (\(channel.connector)) sends no files.",
                advice: "Take the files out, or put them where a link in the text leads to them.")
        }
        if let most = limit.count, files.count > most {
            throw DeskFailure(
                .tooLong, "\(files.count) files are too many: the platform takes \(most).",
                advice: "Send the rest in a second answer."
            )
        }
        for file in files {
            guard limit.takes(type: file.type) else {
                throw DeskFailure(
                    .badRequest, "The platform does not take '\(file.name)' (\(file.type)).",
                    advice: "It takes \(limit.types.joined(separator: ", ")).")
            }
            if let most = limit.bytes, file.size > most {
                throw DeskFailure(
                    .tooLong, "'\(file.name)' is too large: \(file.size) bytes, \(most) allowed.",
                    advice: "Make it smaller, or send a link.")
            }
        }
    }

    /// The ability for an act on a message.
    func ability(_ verb: Verb, on target: Message, lastInboundAt: Timestamp? = nil) throws -> Ability {
        guard channel.retiredAt == nil else {
            throw DeskFailure(
                .channelDown, "Channel '\(channel.name)' is retired.",
                advice: "Name it in channels.yaml again to act through it.")
        }
        guard
            let ability = abilities.first(where: {
                $0.verb == verb && $0.fits(target.kind, isOurs: target.direction == .outbound)
            })
        else {
            throw DeskFailure(
                .notSupported,
                "Channel '\(channel.name)' (\(channel.connector)) cannot do '\(verb.rawValue)' to this \(target.kind.rawValue).",
                advice: "Do it on the platform itself.")
        }
        let since = Self.windowOpens(verb, target, lastInboundAt)
        if let window = ability.window, now - since > window {
            throw DeskFailure(
                .windowClosed, "The platform's window for '\(verb.rawValue)' closed at \((since + window).rfc3339).",
                advice: "Answer on another way.")
        }
        return ability
    }

    static func checkLength(of text: String, _ ability: Ability) throws {
        guard let limit = ability.text else { return }
        let length = limit.count(text)
        guard length <= limit.max else {
            throw DeskFailure(
                .tooLong, "\(length - limit.max) too many: the text counts \(length), \(limit.max) allowed.",
                advice: "Shorten it, or answer in two parts.")
        }
    }

    /// What a window counts from: for an answer the customer's last word, for anything else the message it is about.
    static func windowOpens(_ verb: Verb, _ target: Message, _ lastInboundAt: Timestamp?) -> Timestamp {
        verb == .reply ? max(target.at, lastInboundAt ?? target.at) : target.at
    }

    /// What can be done once only must not be under way, or done.
    static func checkOnce(_ ability: Ability, on target: MessageID, among entries: [OutboxEntry]) throws {
        let isOver: [OutboxState] = [.failed, .cancelled, .bounced]
        guard ability.once,
            entries.contains(where: { $0.verb == ability.verb && $0.target == target && !isOver.contains($0.state) })
        else { return }
        throw DeskFailure(
            .conflict, "The platform allows '\(ability.verb.rawValue)' once for a message, and this one has had it.",
            advice: "Answer on another way.")
    }
}
