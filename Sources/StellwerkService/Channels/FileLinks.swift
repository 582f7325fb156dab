import Cryptography
import InboxModel

/// Signed addresses under which platforms fetch the files of answers: nobody can make one, and each is good for a day.
struct FileLinks: Sendable {
    let key: [UInt8]
    let publicURL: String
    /// Whether platforms can reach us at all.
    let isPublic: Bool
    let now: @Sendable () -> Timestamp

    private static let span = Int64(86_400)

    /// The address of a file; nil where no platform could fetch it.
    func address(of id: UploadID) -> String? {
        guard isPublic else { return nil }
        let words = "\(id)-\(now().seconds + Self.span)"
        return "\(publicURL)/files/\(words)-\(signature(words))"
    }

    /// The file that a signature leads to; nil where it is forged or too old.
    func file(behind text: String) -> UploadID? {
        let parts = text.split(separator: "-", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let id = UploadID(parts[0]), let until = Int64(parts[1]),
            ConstantTime.isEqual(parts[2], signature("\(parts[0])-\(parts[1])")), until >= now().seconds
        else { return nil }
        return id
    }

    private func signature(_ words: String) -> String { Base64.url.encode(HMAC.sha256(Array(words.utf8), key: key)) }
}
