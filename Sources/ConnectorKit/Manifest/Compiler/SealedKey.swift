/// A secret as the key of an hmac function: there, and only there, it may stand in any expression, since nothing but the code made
/// with it gets out.
///
/// `hmac_sha256($secrets.token)` is compiled as `hmac_sha256($secrets_token)`: a variable of its own, of the same length, so that places
/// in the file stay right.
public enum SealedKey {
    /// The variable, without `$`, that stands for a secret.
    public static func variable(_ holder: String, _ name: String) -> String { "\(holder)_\(name)" }

    private static let functions = ["hmac_sha256(", "hmac_sha256_base64("]
    private static let holders = ["settings", "secrets", "app"]

    /// A text with its sealed keys renamed, and the variables that stand for them.
    ///
    /// - Parameter isSecret: whether a member of `$settings` or `$app` is one.
    static func rename(in text: String, isSecret: (_ holder: String, _ name: String) -> Bool) -> (
        text: String, variables: Set<String>
    ) {
        guard functions.contains(where: text.contains) else { return (text, []) }
        var result = text
        var variables: Set<String> = []
        for place in keys(of: text) {
            guard let (holder, name) = member(text[place]), isSecret(holder, name) else { continue }
            let dot = text.index(place.lowerBound, offsetBy: holder.count + 1)
            result.replaceSubrange(dot...dot, with: "_")
            variables.insert(variable(holder, name))
        }
        // Named outright it would be any expression's.
        guard !variables.contains(where: { text.contains("$" + $0) }) else { return (text, []) }
        return (result, variables)
    }

    /// Where the arguments of the functions stand, without the blanks around them.
    private static func keys(of text: String) -> [Range<String.Index>] {
        var places: [Range<String.Index>] = []
        var start = text.startIndex
        while start < text.endIndex {
            guard let function = functions.first(where: { text[start...].hasPrefix($0) }) else {
                start = text.index(after: start)
                continue
            }
            start = text.index(start, offsetBy: function.count)
            guard let end = text[start...].firstIndex(of: ")") else { break }
            let inside = text[start..<end]
            let head = inside.prefix { $0 == " " }.endIndex
            let tail = inside.lastIndex { $0 != " " }.map(text.index(after:)) ?? head
            if head < tail { places.append(head..<tail) }
        }
        return places
    }

    /// `$holder.name`, and nothing else.
    private static func member(_ text: Substring) -> (holder: String, name: String)? {
        for holder in holders where text.hasPrefix("$\(holder).") {
            let name = String(text.dropFirst(holder.count + 2))
            if name.isIdentifier { return (holder, name) }
        }
        return nil
    }
}
