import InboxModel

/// A message with what was found in its text.
struct MessageSubject {
    let message: RoutingMessage
    /// For each phrase of the index.
    let found: [Bool]
}

/// A question to the message, its phrases by their numbers in the index.
struct NumberedTest: Sendable {
    let test: MessageTest
    let phrases: [Int]

    func isMet(by subject: MessageSubject) throws -> Bool {
        let message = subject.message
        switch test {
        case .channel(let names): return names.contains(message.channel)
        case .connector(let names): return names.contains(message.connector)
        case .kind(let kinds): return kinds.contains(message.kind)
        case .visibility(let values): return values.contains(message.visibility)
        case .anyPhrase: return phrases.contains { subject.found[$0] }
        case .allPhrases: return phrases.allSatisfy { subject.found[$0] }
        case .pattern(let pattern): return try pattern.matches(message.text)
        case .authorName(let phrases):
            guard let name = message.author.name else { return false }
            let words = FoldedText(name).words
            return phrases.contains { $0.isFound(in: words) }
        case .authorHandle(let handles):
            return message.author.handle.map { handles.contains(MessageTest.bareHandle($0)) } ?? false
        case .authorRole(let roles): return roles.contains(message.author.role)
        case .rating(let range): return message.rating.map(range.contains) ?? false
        case .language(let languages): return message.language.map { MessageTest.speaks($0, languages) } ?? false
        case .attachments(let wanted): return message.hasAttachments == wanted
        case .links(let wanted): return message.hasLinks == wanted
        }
    }

    /// Which values met it: words of the rule, of our vocabulary, and numbers, never the customer's text.
    func values(for prepared: PreparedTests) -> [String] {
        let message = prepared.message
        switch test {
        case .channel: return [message.channel]
        case .connector: return [message.connector]
        case .kind: return [message.kind.rawValue]
        case .visibility: return [message.visibility.rawValue]
        case .anyPhrase(let asked), .allPhrases(let asked):
            return zip(asked, phrases).filter { prepared.found[$0.1] }.map(\.0.text)
        case .pattern(let pattern): return ["/\(pattern.text)/"]
        case .authorName(let asked):
            let words = FoldedText(message.author.name ?? "").words
            return asked.filter { $0.isFound(in: words) }.map(\.text)
        case .authorHandle: return message.author.handle.map { ["@" + MessageTest.bareHandle($0)] } ?? []
        case .authorRole: return [message.author.role.rawValue]
        case .rating: return message.rating.map { ["\($0)"] } ?? []
        case .language(let languages):
            return languages.filter { language in message.language.map { MessageTest.speaks($0, [language]) } ?? false }
        case .attachments(let wanted), .links(let wanted): return ["\(wanted)"]
        }
    }
}

extension MessageTest {
    /// A handle without its `@`, in lower case.
    static func bareHandle(_ handle: String) -> String {
        (handle.hasPrefix("@") ? String(handle.dropFirst()) : handle).lowercased()
    }

    /// Whether a tag such as `de-AT` is one of these, or a part of it.
    static func speaks(_ tag: String, _ languages: [String]) -> Bool {
        let tag = tag.lowercased()
        return languages.contains { tag == $0 || tag.hasPrefix($0 + "-") }
    }
}
