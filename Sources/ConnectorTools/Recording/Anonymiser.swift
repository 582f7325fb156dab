import Cryptography
public import Expressions
import Synchronization

/// Takes what points at people, and what opens doors, out of recorded payloads: tokens, mail addresses, telephone numbers and names,
/// each replaced by an invented one, the same one wherever it stands. Ids, times and ordinary words stay.
public final class Anonymiser: Sendable {
    private struct State {
        /// What was replaced, by what.
        var replaced: [String: String] = [:]
        var counts: [String: Int] = [:]
    }

    private let state = Mutex(State())
    /// Values that must not be on disk, with the words that stand for them on the tape.
    private let secrets: [(value: String, stand: String)]

    private static let names = [
        "Ana López", "Ben Okafor", "Cleo Martin", "Dana Weiss", "Eli Novak", "Fay Lindqvist", "Gus Moreau", "Hana Sato",
        "Ivo Petrov",
        "Jo Baker", "Kim Larsen", "Lea Fontaine", "Max Duarte", "Noa Levi", "Ole Hansen", "Pia Romano",
    ]
    /// Keys whose text is a person's name, wherever they stand.
    private static let nameKeys: Set<String> = [
        "name", "display_name", "displayname", "full_name", "fullname", "first_name", "last_name", "firstname", "lastname",
        "author_name", "username", "user_name", "screen_name", "handle", "acct", "nick", "nickname", "given_name",
        "family_name",
        "real_name", "sender_name", "profile_name",
    ]
    /// Keys whose text opens something.
    private static let tokenKeys: Set<String> = [
        "access_token", "refresh_token", "token", "api_key", "apikey", "secret", "client_secret", "password", "session",
        "cookie",
        "authorization", "id_token", "jwt", "signature", "page_token",
    ]

    /// - Parameter secrets: the channel's own secrets, by the name of their setting.
    public init(secrets: [String: String]) {
        self.secrets = secrets.filter { !$0.value.isEmpty }.map { ($0.value, "secret-\($0.key)") }
            .sorted { $0.value.utf8.count > $1.value.utf8.count }
    }

    /// A JSON value without people and tokens.
    public func value(_ value: JSON) -> JSON { clean(value, key: "", isPerson: false) }

    /// A text without people and tokens.
    public func text(_ text: String) -> String { clean(text) }

    private func clean(_ value: JSON, key: String, isPerson: Bool) -> JSON {
        switch value {
        case .object(let object):
            // `name` is a person's only beside a person's other marks: a post and a product have names too.
            let isPerson = isPerson || Self.describesPerson(object)
            return .object(JSONObject(object.members.map { ($0.key, clean($0.value, key: $0.key, isPerson: isPerson)) }))
        case .array(let elements): return .array(elements.map { clean($0, key: key, isPerson: isPerson) })
        case .string(let text):
            let word = key.lowercased()
            if Self.tokenKeys.contains(word), text.utf8.count >= 8 { return .string(stand(text, "token")) }
            if Self.nameKeys.contains(word), isPerson || word != "name", !text.isEmpty { return .string(stand(text, "name")) }
            return .string(clean(text))
        default: return value
        }
    }

    private static func describesPerson(_ object: JSONObject) -> Bool {
        let marks = [
            "avatar", "avatar_url", "username", "email", "acct", "first_name", "last_name", "handle", "screen_name",
            "followers_count", "nick", "picture", "profile_image_url",
        ]
        return marks.contains { object[$0] != nil }
    }

    // MARK: Texts

    private func clean(_ text: String) -> String {
        var result = text
        for (value, stand) in secrets { result = result.parts(of: value).joined(separator: stand) }
        // Longest first: a name inside a longer one goes with it.
        let known = state.withLock { $0.replaced }.filter { $0.key.count >= 4 }.sorted { $0.key.count > $1.key.count }
        for (value, other) in known { result = result.parts(of: value).joined(separator: other) }
        return words(result)
    }

    /// Word by word: mail addresses, telephone numbers, long tokens.
    private func words(_ text: String) -> String {
        var (result, word) = ("", "")
        func flush() {
            result += word.isEmpty ? "" : plain(word)
            word = ""
        }
        for character in text {
            if character.isLetter || character.isNumber || "@.+-_~".contains(character) {
                word.append(character)
            } else {
                flush()
                result.append(character)
            }
        }
        flush()
        return result
    }

    private func plain(_ word: String) -> String {
        let bare = String(word.reversed().drop { $0 == "." || $0 == "-" }.reversed())
        let tail = word.dropFirst(bare.count)
        if bare.split(separator: "@", omittingEmptySubsequences: false).count == 2, let host = bare.split(separator: "@").last,
            host.contains("."), !bare.hasPrefix("@")
        {
            return stand(bare, "mail") + tail
        }
        if bare.hasPrefix("+"), bare.dropFirst().filter(\.isNumber).count >= 8,
            bare.dropFirst().allSatisfy({ $0.isNumber || $0 == "-" })
        {
            return stand(bare, "phone") + tail
        }
        if bare.hasPrefix("eyJ"), bare.count > 40 { return stand(bare, "token") + tail }
        return word
    }

    /// The invented value for a real one; the same every time.
    private func stand(_ value: String, _ kind: String) -> String {
        state.withLock { state in
            if let known = state.replaced[value] { return known }
            // What was invented already is not invented again.
            if state.replaced.values.contains(value) { return value }
            let number = state.counts[kind, default: 0]
            state.counts[kind] = number + 1
            let stand: String
            switch kind {
            case "mail": stand = "person\(number + 1)@customer.example"
            case "phone": stand = "+49 555 01\(number < 10 ? "0" : "")\(number)"
            case "token": stand = "token-\(number + 1)"
            default:
                let name = Self.names[number % Self.names.count]
                let round = number / Self.names.count
                let isHandle = !value.contains(" ") && value == value.lowercased()
                stand =
                    (isHandle ? name.lowercased().split(separator: " ").joined(separator: "_") : name)
                    + (round == 0 ? "" : " \(round + 1)")
            }
            state.replaced[value] = stand
            return stand
        }
    }

    /// The first secret in some bytes: as it is, percent-encoded, or in base64. Nothing with one may be written.
    public func leak(in bytes: [UInt8]) -> String? {
        let text = String(decoding: bytes, as: UTF8.self)
        for (value, stand) in secrets where value.utf8.count >= 4 {
            let forms = [
                value, FormText.encoded(value), Base64.standard.encode(Array(value.utf8)), Base64.url.encode(Array(value.utf8)),
            ]
            if forms.contains(where: { text.range(ofText: $0) != nil }) { return stand }
        }
        return nil
    }
}
