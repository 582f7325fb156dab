extension Decoder {
    /// Tells of a mistake in the value that is being decoded, or at one of its keys.
    ///
    /// A decoder of files (see YAMLCoding) notes it with its place and decoding goes on, so that all mistakes are named at once;
    /// any other decoder makes it an error.
    public func reportMistake(_ message: String, at key: (any CodingKey)? = nil) throws {
        if let report = userInfo[CodingUserInfoKey(rawValue: "source.report")!] as? @Sendable (String?, String) -> Void {
            return report(key?.stringValue, message)
        }
        let path = codingPath + (key.map { [$0] } ?? [])
        throw DecodingError.dataCorrupted(DecodingError.Context(codingPath: path, debugDescription: message))
    }
}
