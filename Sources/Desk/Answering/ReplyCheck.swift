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
    func ability(for text: String, target: Message, visibility: Visibility) throws -> Ability {
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw DeskFailure(.badRequest, "The answer is empty.", advice: "Write something.")
        }
        if target.visibility == .private, visibility == .public {
            throw DeskFailure(
                .badRequest, "A private message cannot be answered in public.", advice: "Answer it privately.")
        }
        let verb: Verb = target.visibility == .public && visibility == .private ? .replyPrivate : .reply
        let ability = try self.ability(verb, on: target)
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
    func ability(_ verb: Verb, on target: Message) throws -> Ability {
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
        if let window = ability.window, now - target.at > window {
            throw DeskFailure(
                .windowClosed, "The platform's window for '\(verb.rawValue)' closed at \((target.at + window).rfc3339).",
                advice: "Answer on another way.")
        }
        return ability
    }
}
