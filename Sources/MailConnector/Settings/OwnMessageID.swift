import Cryptography
import InboxModel
import MailFormat

/// The Message-IDs of our answers: `<stw.KEY.MARK@domain>`.
///
/// `KEY` is made from the outbox entry's key, so every try of one answer bears the same id. `MARK` is a keyed digest over it: a mail
/// that bears a right mark was made here, and nobody else can send one that passes for an answer of ours.
struct OwnMessageID: Sendable {
    private let secret: [UInt8]
    private let domain: String

    /// - Parameter secret: known to this installation alone, and the same after a restart.
    init(secret: [UInt8], domain: String) { (self.secret, self.domain) = (secret, domain) }

    /// The id of the answer that an act sends.
    func make(for key: String) -> String {
        let name = Hex.encode(Digest.sha256(Array(key.utf8)).prefix(12))
        return "<stw.\(name).\(mark(name))@\(domain)>"
    }

    /// Whether an id was made by `make`, whichever domain it was sent from.
    func isOurs(_ id: String) -> Bool {
        let left = id.dropFirst().prefix { $0 != "@" }.split(separator: ".", omittingEmptySubsequences: false)
        guard id.hasPrefix("<stw."), left.count == 3 else { return false }
        return ConstantTime.isEqual(mark(String(left[1])), String(left[2]))
    }

    private func mark(_ name: String) -> String {
        Hex.encode(HMAC.sha256(Array("message-id \(name)".utf8), key: secret).prefix(8))
    }
}
