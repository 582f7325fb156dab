import FoundationEssentials

struct MastodonAccount: Sendable, Hashable {
    var id: String
    var username: String
    /// Empty for an account of this server.
    var host: String
    var displayName: String
    var followers: Int

    /// `user` for our own server, else `user@host`.
    var acct: String { host.isEmpty ? username : "\(username)@\(host)" }

    func url(_ origin: String) -> String { "\(host.isEmpty ? origin : "https://\(host)")/@\(username)" }

    func document(_ origin: String) -> Document {
        let avatar = Document.text("\(origin)/avatars/original/missing.png")
        return [
            "id": .text(id), "username": .text(username), "acct": .text(acct), "display_name": .text(displayName),
            "locked": false, "bot": false, "discoverable": true, "indexable": false, "group": false,
            "created_at": "2024-03-02T00:00:00.000Z", "note": "", "url": .text(url(origin)),
            "uri": .text("\(origin)/ap/users/\(id)"), "avatar": avatar, "avatar_static": avatar, "avatar_description": "",
            "header": avatar, "header_static": avatar, "header_description": "", "followers_count": .whole(Int64(followers)),
            "following_count": 7, "statuses_count": 88, "last_status_at": nil, "hide_collections": false, "emojis": [],
            "roles": [], "fields": [],
        ]
    }
}

struct MastodonStatus: Sendable {
    enum Visibility: String, Sendable { case `public`, unlisted, `private`, direct }

    var id: String
    var author: MastodonAccount
    /// As it was typed.
    var text: String
    var spoiler = ""
    var visibility: Visibility
    var language: String?
    var parent: String?
    var at: Date
    var editedAt: Date?
    var mentions: [MastodonAccount]
    /// Ids of its files.
    var media: [String] = []
    var favouritedBy: Set<String> = []
    var rebloggedBy: Set<String> = []
    var isDeleted = false
}

struct MastodonNotification: Sendable {
    var number: Int64
    var type: String
    var account: MastodonAccount
    var status: String
    var at: Date
}

/// Texts as Mastodon makes HTML of them.
enum MastodonText {
    /// `@user` and `@user@host` that stand in a text, in order.
    static func handles(in text: String) -> [String] {
        text.split(whereSeparator: \.isWhitespace).compactMap { word in
            guard word.hasPrefix("@") else { return nil }
            let handle = word.dropFirst().prefix { $0.isLetter || $0.isNumber || "_@.-".contains($0) }
            return handle.isEmpty ? nil : String(handle.hasSuffix(".") ? handle.dropLast() : handle)
        }
    }

    /// Paragraphs, line breaks, mentions and links; everything else is escaped.
    static func html(_ text: String, mentions: [MastodonAccount], origin: String) -> String {
        let paragraphs = text.split(separator: "\n\n").map { paragraph in
            paragraph.split(separator: "\n", omittingEmptySubsequences: false).map { line in
                line.split(separator: " ", omittingEmptySubsequences: false).map { word(String($0), mentions, origin) }
                    .joined(separator: " ")
            }.joined(separator: "<br />")
        }
        return paragraphs.map { "<p>\($0)</p>" }.joined()
    }

    private static func word(_ word: String, _ mentions: [MastodonAccount], _ origin: String) -> String {
        for account in mentions.sorted(by: { $0.acct.count > $1.acct.count }) where word.hasPrefix("@\(account.acct)") {
            let link = "<a href=\"\(account.url(origin))\" class=\"u-url mention\">@<span>\(account.username)</span></a>"
            let rest = word.dropFirst(account.acct.count + 1)
            return "<span class=\"h-card\" translate=\"no\">\(link)</span>\(escaped(String(rest)))"
        }
        guard word.hasPrefix("https://") || word.hasPrefix("http://") else { return escaped(word) }
        return "<a href=\"\(escaped(word))\" rel=\"nofollow noopener\" target=\"_blank\">\(escaped(word))</a>"
    }

    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
        return result
    }

    /// Grapheme clusters; an address counts 23, a mention of another server only its `@user` part.
    static func length(_ text: String) -> Int {
        let words = text.split(omittingEmptySubsequences: false, whereSeparator: \.isWhitespace)
        let blanks = text.count(where: \.isWhitespace)
        return blanks
            + words.reduce(0) { sum, word in
                if word.hasPrefix("https://") || word.hasPrefix("http://") { return sum + 23 }
                guard word.hasPrefix("@"), let at = word.dropFirst().firstIndex(of: "@") else { return sum + word.count }
                return sum + word.distance(from: word.startIndex, to: at)
            }
    }
}
