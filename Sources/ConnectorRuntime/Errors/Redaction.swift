import Cryptography

/// Takes secret values out of texts that are shown: as they are, percent-encoded, and in base64.
struct Redaction: Sendable {
    private let forms: [String]

    init(_ secrets: [String]) {
        // Shorter ones would blot out ordinary words.
        let long = secrets.filter { $0.utf8.count >= 4 }
        let all = long.flatMap { secret in
            [secret, Percent.query(secret), Percent.segment(secret)] + Self.base64(secret)
        }
        forms = Set(all).filter { $0.utf8.count >= 4 }.sorted { $0.utf8.count > $1.utf8.count }
    }

    /// A secret inside a longer encoded text begins at one of three places in a group; the characters that depend on its neighbours
    /// are left off.
    private static func base64(_ secret: String) -> [String] {
        (0..<3).map { shift in
            let padded = [UInt8](repeating: 0, count: shift) + Array(secret.utf8)
            let text = Base64.standard.encode(padded).filter { $0 != "=" }
            let start = [0, 2, 3][shift]
            let whole = padded.count / 3 * 4
            return String(text.prefix(whole).dropFirst(start))
        }
    }

    func callAsFunction(_ text: String) -> String {
        forms.reduce(text) { $0.replacing($1) }
    }
}

extension String {
    /// Every occurrence replaced by `•••`.
    fileprivate func replacing(_ form: String) -> String {
        let (haystack, needle) = (Array(utf8), Array(form.utf8))
        guard !needle.isEmpty, haystack.count >= needle.count else { return self }
        var result: [UInt8] = []
        var at = 0
        var found = false
        while at < haystack.count {
            if haystack[at] == needle[0], at + needle.count <= haystack.count,
                haystack[at..<at + needle.count].elementsEqual(needle)
            {
                result += Array("•••".utf8)
                at += needle.count
                found = true
            } else {
                result.append(haystack[at])
                at += 1
            }
        }
        return found ? String(decoding: result, as: UTF8.self) : self
    }
}
