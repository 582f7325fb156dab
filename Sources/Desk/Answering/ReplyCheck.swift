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
    func ability(for text: String, target: Message, visibility: Visibility, lastInboundAt: Timestamp?) throws -> Ability {
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw DeskFailure(.badRequest, "The answer is empty.", advice: "Write something.")
        }
        if target.visibility == .private, visibility == .public {
            throw DeskFailure(
                .badRequest, "A private message cannot be answered in public.", advice: "Answer it privately.")
        }
        let verb: Verb = target.visibility == .public && visibility == .private ? .replyPrivate : .reply
        let ability = try self.ability(verb, on: target, lastInboundAt: lastInboundAt)
        if let limit = ability.text {
            let length = limit.count(text)
            guard length <= limit.max else {
                throw DeskFailure(
                    .tooLong, "\(length - limit.max) too many: the text counts \(length), \(limit.max) allowed.",
                    advice: "Shorten it, or answer in two parts.")
            }
        }
        return ability
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
