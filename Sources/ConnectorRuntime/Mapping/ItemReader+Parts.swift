import ConnectorKit
import Expressions
import InboxModel

extension ItemReader {
    /// Who wrote it. A bare id is an author too; nothing is a nameless one.
    func author() throws(Refused) -> ArrivedAuthor {
        guard let formula = item.author else { return ArrivedAuthor() }
        let value = try mapper.first(formula, value)
        if let id = scalarText(value) { return ArrivedAuthor(id: RemoteAuthorID(id)) }
        return ArrivedAuthor(
            id: stableText(value["id"]).map { RemoteAuthorID($0) }, name: ReadText.text(value["name"]).map(ReadText.line),
            handle: ReadText.text(value["handle"]).map(ReadText.line),
            avatar: ReadText.text(value["avatar"]).flatMap(ReadText.link),
            url: ReadText.text(value["url"]).flatMap(ReadText.link), role: value["role"].authorRole,
            followers: value["followers"].int64)
    }

    /// The post it hangs under: an id, or an object with one.
    func post() throws(Refused) -> ArrivedPost? {
        guard let formula = item.post else { return nil }
        let value = try mapper.first(formula, value)
        if case .object = value {
            guard let id = stableText(value["id"]) else { return nil }
            return ArrivedPost(RemotePostID(id), reading: value)
        }
        return stableText(value).map { ArrivedPost(id: RemotePostID($0)) }
    }

    /// The files that hang on it; at most 100 are looked at.
    func attachments() throws(Refused) -> [Attachment] {
        guard let attachments = item.attachments else { return [] }
        var result: [Attachment] = []
        for file in try mapper.all(attachments.each, value).prefix(100) where !file.isNull {
            var fields: [CompiledManifest.Attachments.Field: JSON] = [:]
            for (field, formula) in attachments.fields { fields[field] = try mapper.first(formula, file) }
            let text = { (field: CompiledManifest.Attachments.Field) in fields[field].flatMap(ReadText.text) }
            result.append(
                Attachment(
                    name: text(.name).flatMap(ReadText.fileName), type: text(.type).map(ReadText.line),
                    size: fields[.size].flatMap { $0.int64 ?? $0.text.flatMap { Int64($0) } },
                    url: text(.url).flatMap(ReadText.link),
                    reference: fields[.ref].flatMap(stableText), alternative: text(.alt).map(ReadText.line)))
        }
        return result
    }
}

extension ArrivedPost {
    /// A post out of `{url, title, text, image, at, author, counts}`.
    init(_ id: RemotePostID, reading value: JSON) {
        self.init(
            id: id, url: ReadText.text(value["url"]).flatMap(ReadText.link),
            title: ReadText.text(value["title"]).map(ReadText.line),
            excerpt: ReadText.text(value["text"]).map { ReadText.excerpt($0) })
        image = ReadText.text(value["image"]).flatMap(ReadText.link)
        author = ReadText.text(value["author"]["name"]) ?? ReadText.text(value["author"])
        at = PlatformTime.moment(value["at"])
        for name in ["likes", "comments", "shares", "views"] {
            let count = value["counts"][name]
            if let number = count.int64 ?? count.text.flatMap({ Int64($0) }) { counts[name] = number }
        }
    }
}

extension JSON {
    var authorRole: AuthorRole? { text.flatMap { $0 == "super_user" ? .superUser : AuthorRole(rawValue: $0) } }
}
