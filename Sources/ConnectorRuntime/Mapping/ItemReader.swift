import ConnectorKit
import Expressions
import HTMLTree
import InboxModel

/// Reads one item's fields out of a record.
struct ItemReader {
    typealias Field = CompiledManifest.Item.Field

    let item: CompiledManifest.Item
    let value: JSON
    let mapper: RecordMapper

    /// What the record means: one arrival, and for a place also the post that it is to its readers.
    func arrivals(_ kind: CompiledManifest.Item.Kind) throws(Refused) -> [Arrival] {
        switch kind {
        case .reaction: [.reaction(try reaction())]
        case .receipt: [.receipt(try receipt())]
        case .place: [.place(try place())] + (try post().map { [.post($0)] } ?? [])
        default: [try message(MessageKind(rawValue: kind.rawValue)!)]
        }
    }

    // MARK: Kinds

    private func message(_ kind: MessageKind) throws(Refused) -> Arrival {
        let id = RemoteMessageID(try identifier(.id))
        if try flag(.gone) { return .removal(id, at: try moment(.editedAt)) }
        let (body, html) = try content()
        let isOurs = try item.fields[.mine].map { (formula) throws(Refused) in try mapper.holdsForUs(formula, value) } ?? false
        var message = ArrivedMessage(
            id: id, kind: kind, visibility: try flag(.isPrivate) ? .private : kind == .mail ? .private : .public,
            author: try author(), text: body, isOurs: isOurs, needsAnswer: try needsAnswer(isOurs))
        if !message.needsAnswer, !isOurs { message.needsAnswerReason = "connector" }
        message.html = html
        message.thread = try optionalIdentifier(.thread).map { ThreadKey($0) }
        message.parent = try optionalIdentifier(.parent).map { RemoteMessageID($0) }
        message.alsoKnownAs = try alsoKnownAs()
        message.post = try post()
        message.subject = try text(.subject).map { ReadText.line($0) }
        message.language = try text(.language)
        message.at = try moment(.at)
        message.editedAt = try moment(.editedAt)
        message.permalink = try text(.url).flatMap(ReadText.link)
        message.rating = try rating()
        message.attachments = try attachments()
        message.keep = try item.keep.map { (formula) throws(Refused) in try mapper.first(formula, value) }?.keptText
        return .message(message)
    }

    private func reaction() throws(Refused) -> ArrivedReaction {
        ArrivedReaction(
            target: RemoteMessageID(try identifier(.target)), author: try author(), value: try text(.reaction),
            isRemoved: try flag(.gone), at: try moment(.at))
    }

    private func receipt() throws(Refused) -> ArrivedReceipt {
        guard let word = try text(.status), let status = ArrivedReceipt.Status(rawValue: word) else {
            throw refused(
                .status, "`status` is none of delivered, read, failed, pending",
                advice: "Map the platform's word to one of them.")
        }
        return ArrivedReceipt(
            target: RemoteMessageID(try identifier(.target)), status: status, reason: try text(.reason), at: try moment(.at),
            alsoKnownAs: try alsoKnownAs().map(\.rawValue))
    }

    /// Larger ones would make the store a copy of the platform.
    private static var mostKept: Int { 32 << 10 }

    private func place() throws(Refused) -> ArrivedPlace {
        let kept = try item.keep.map { (formula) throws(Refused) in try mapper.first(formula, value) } ?? value
        let keep = kept.encodedText()
        guard keep.utf8.count <= Self.mostKept else {
            throw Refused(
                "a place of more than \(Self.mostKept >> 10) KiB", at: item.place, mapper.connector,
                advice: "Name what child streams need of it under `keep`.")
        }
        return ArrivedPlace(
            id: try identifier(.id), stream: mapper.stream, at: try moment(.at), keep: keep, isGone: try flag(.gone))
    }

    // MARK: Fields

    private func field(_ field: Field) throws(Refused) -> JSON {
        guard let formula = item.fields[field] else { return .null }
        return try mapper.first(formula, value)
    }

    private func flag(_ field: Field) throws(Refused) -> Bool {
        guard let formula = item.fields[field] else { return false }
        return try mapper.holds(formula, value)
    }

    private func text(_ field: Field) throws(Refused) -> String? { ReadText.text(try self.field(field)) }

    private func identifier(_ field: Field) throws(Refused) -> String {
        guard let text = try optionalIdentifier(field) else {
            throw refused(
                field, "`\(field.rawValue)` is empty",
                advice: "Without it the item cannot be told from others: look at the payload.")
        }
        return text
    }

    private func optionalIdentifier(_ field: Field) throws(Refused) -> String? {
        let value = try self.field(field)
        if value.isNull || value.text == "" { return nil }
        guard let text = stableText(value), text.utf8.count <= 1_024 else {
            throw refused(field, "`\(field.rawValue)` is no id", advice: "An id is a text, a whole number, or a list of these.")
        }
        return text
    }

    private func alsoKnownAs() throws(Refused) -> [RemoteMessageID] {
        guard let formula = item.fields[.also] else { return [] }
        return try mapper.all(formula, value).compactMap(stableText).map { RemoteMessageID($0) }
    }

    /// A moment; a value that names none is refused rather than taken for now.
    private func moment(_ field: Field) throws(Refused) -> Timestamp? {
        let value = try self.field(field)
        if value.isNull || value.text == "" { return nil }
        guard let moment = PlatformTime.moment(value) else {
            throw refused(
                field, "`\(field.rawValue)` names no moment",
                advice: "Write ISO 8601 with a zone, or seconds since 1970; to a local time of UTC add \"Z\".")
        }
        return moment
    }

    /// Text and safe HTML: what is written as text counts, else the text of the HTML.
    private func content() throws(Refused) -> (text: String, html: String?) {
        let written = try text(.text)
        guard let source = try text(.html), !source.isEmpty else { return (written.map(ReadText.body) ?? "", nil) }
        let tree = HTMLReading(source)
        return (written.map(ReadText.body) ?? tree.text, tree.html)
    }

    private func rating() throws(Refused) -> Int? {
        let value = try field(.rating)
        if value.isNull { return nil }
        let number = value.int64 ?? value.text.flatMap { Int64($0) }
        guard let number, (1...5).contains(number) else {
            throw refused(.rating, "`rating` is no whole number from 1 to 5", advice: "Bring the platform's scale to 1 to 5.")
        }
        return Int(number)
    }

    private func needsAnswer(_ isOurs: Bool) throws(Refused) -> Bool {
        if isOurs { return false }
        guard let formula = item.fields[.needsAnswer] else { return true }
        return try mapper.holds(formula, value)
    }

    private func refused(_ field: Field, _ reason: String, advice: String) -> Refused {
        Refused(reason, at: item.fields[field]?.text.place ?? item.place, mapper.connector, advice: advice)
    }
}

extension JSON {
    /// What is kept with an item: an object, as text.
    fileprivate var keptText: String? {
        guard case .object = self else { return nil }
        return encodedText()
    }
}
