import Cryptography

/// The signature of RFC 5849 with HMAC-SHA1, in a header.
struct OAuth1Signature {
    var consumerKey: String
    var consumerSecret: String
    var token: String
    var tokenSecret: String

    /// The value of `Authorization`.
    ///
    /// - Parameters:
    ///   - address: as it is called, with its query.
    ///   - form: the fields of a form-encoded body; a body of another kind is not signed.
    ///   - timestamp: seconds since 1970.
    func header(method: String, address: String, form: [(String, String)] = [], timestamp: Int64, nonce: String) -> String {
        var own = [
            ("oauth_consumer_key", consumerKey), ("oauth_nonce", nonce), ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", String(timestamp)),
        ]
        if !token.isEmpty { own.append(("oauth_token", token)) }
        let base = self.base(method, address, own + form)
        let key = "\(Percent.query(consumerSecret))&\(Percent.query(tokenSecret))"
        let code = HMAC.sha1(Array(base.utf8), key: Array(key.utf8))
        own.append(("oauth_signature", Base64.standard.encode(code)))
        return "OAuth " + own.map { "\($0)=\"\(Percent.query($1))\"" }.joined(separator: ", ")
    }

    /// What is signed (3.4.1): method, address without query, and all parameters, sorted once they are encoded.
    func base(_ method: String, _ address: String, _ parameters: [(String, String)]) -> String {
        let plain = address.prefix { $0 != "?" && $0 != "#" }
        let query = address.dropFirst(plain.count).drop { $0 == "?" }.prefix { $0 != "#" }
        let asked = query.split(separator: "&").map { pair -> (String, String) in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (unescaped(Array(parts[0].utf8)[...]), parts.count > 1 ? unescaped(Array(parts[1].utf8)[...]) : "")
        }
        let encoded = (parameters + asked).map { (Percent.query($0.0), Percent.query($0.1)) }
        let sorted = encoded.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
        return "\(method.uppercased())&\(Percent.query(String(plain)))&\(Percent.query(sorted))"
    }
}
