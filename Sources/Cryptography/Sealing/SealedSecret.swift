/// The parts of a sealed secret and their order in bytes. See `Sealer` for the form.
struct SealedSecret {
    static let version: UInt8 = 1

    /// The data key, wrapped.
    struct Envelope {
        var fileKeyID: [UInt8]
        var dataKeyID: [UInt8]
        var nonce: [UInt8]
        var wrapped: [UInt8]
    }

    var envelope: Envelope
    var nonce: [UInt8]
    var body: [UInt8]

    init(envelope: Envelope, nonce: [UInt8], body: [UInt8]) {
        (self.envelope, self.nonce, self.body) = (envelope, nonce, body)
    }

    init(_ bytes: [UInt8]) throws(CryptographyFailure) {
        guard bytes.first == Self.version else {
            throw CryptographyFailure(
                .unreadable, bytes.isEmpty ? "a sealed secret is empty" : "a sealed secret has the unknown form \(bytes[0])",
                advice: "Start the version of Stellwerk that wrote this store, or a newer one.")
        }
        var rest = bytes.dropFirst()
        func take(_ count: Int) -> [UInt8] {
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }
        envelope = Envelope(
            fileKeyID: take(8), dataKeyID: take(8), nonce: take(AESGCM.nonceLength),
            wrapped: take(FileKey.length + AESGCM.tagLength))
        nonce = take(AESGCM.nonceLength)
        body = Array(rest)
        guard body.count >= AESGCM.tagLength else {
            throw CryptographyFailure(.unreadable, "a sealed secret is cut short", advice: "Enter the secret again.")
        }
    }

    var bytes: [UInt8] {
        [Self.version] + envelope.fileKeyID + envelope.dataKeyID + envelope.nonce + envelope.wrapped + nonce + body
    }
}
