/// Words that other frameworks, and other languages, have for the keys of a manifest.
enum OtherWords {
    private static let meant: [String: [String]] = [
        "interval": ["every"], "intervall": ["every"], "period": ["every"], "schedule": ["every"], "poll": ["every", "get"],
        "items": ["each"], "records": ["each"], "data": ["each"], "list": ["each"], "path": ["get"], "url": ["get", "base"],
        "endpoint": ["get"], "params": ["query"], "parameters": ["query"], "qs": ["query"], "payload": ["json"],
        "data_path": ["each"], "pagination": ["pages"], "paging": ["pages"], "paginate": ["pages"], "cursor": ["resume"],
        "since": ["resume"], "incremental": ["resume"], "mapping": ["map"], "fields": ["map"], "schema": ["map"],
        "name": ["title"], "label": ["title"], "description": ["help"], "required": ["optional"], "options": ["choices"],
        "enum": ["choices"], "baseurl": ["base"], "base_url": ["base"], "host": ["base", "hosts"], "server": ["base"],
        "authentication": ["auth"], "oauth": ["oauth2"], "token": ["bearer"], "api_key": ["headers"], "webhooks": ["webhook"],
        "hook": ["webhook"], "triggers": ["streams"], "sources": ["streams"], "events": ["into", "streams"],
        "signature": ["verify"], "secret": ["verify"], "operations": ["actions"], "commands": ["actions"], "body": ["json"],
        "created_at": ["at"], "date": ["at"], "timestamp": ["at"], "content": ["text"], "message": ["text"], "from": ["author"],
        "sender": ["author"], "user": ["author"], "link": ["url"], "permalink": ["url"], "stars": ["rating"],
        "score": ["rating"],
        "files": ["attachments"], "media": ["attachments"], "deleted": ["gone"], "definitions": ["define"],
        "functions": ["define"], "rate_limit": ["limits", "rate"], "ratelimit": ["limits", "rate"], "wartezeit": ["every"],
    ]

    /// The message with the key that was probably meant, where spelling alone could not tell.
    static func completed(_ message: String) -> String {
        let opening = "unknown key `"
        guard message.hasPrefix(opening), let listed = message.range(ofText: "; known here: ") else { return message }
        let word = message.dropFirst(opening.count).prefix { $0 != "`" }
        let known = Set(message[listed.upperBound...].split(separator: ",").map { $0.drop { $0 == " " } })
        guard let meant = meant[word.lowercased()]?.first(where: { known.contains(Substring($0)) }) else { return message }
        return "unknown key `\(word)`; did you mean `\(meant)`?"
    }
}

extension String {
    /// Where a text stands in this one.
    func range(ofText text: String) -> Range<Index>? {
        indices.first { self[$0...].hasPrefix(text) }.map { $0..<index($0, offsetBy: text.count) }
    }
}
