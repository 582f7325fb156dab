/// Seals secrets for the store, so that a copy of the database or of a backup gives none away.
///
/// Each secret gets a data key of its own; the data key is wrapped by the file key. Changing the file key therefore
/// touches only the wrapping: `rewrapped` writes the few bytes in front anew and never looks at the secret. What is
/// sealed for one place (installation, channel, field) does not open in another.
///
/// The form, version 1: version (1 byte), id of the file key (8), id of the data key (8), nonce (12), wrapped data key
/// with tag (48), nonce (12), secret with tag. The secret's additional data is `tenant|channel|field|data key
/// id|version`, that of the wrapping the same with `|file key id` behind it.
public struct Sealer: Sendable {
    /// Where a secret belongs.
    public struct Place: Sendable, Hashable {
        /// The installation.
        public var tenant: String
        /// The name of a channel or app, or of whatever else owns the secret.
        public var channel: String
        /// Which of its secrets.
        public var field: String

        public init(tenant: String, channel: String, field: String) {
            (self.tenant, self.channel, self.field) = (tenant, channel, field)
        }
    }

    private let key: FileKey
    private let retired: [FileKey]

    /// Seals with `key`, and opens what was sealed with it or with a retired one.
    public init(_ key: FileKey, retired: [FileKey] = []) {
        (self.key, self.retired) = (key, retired)
    }

    /// The id of the key that new seals are made with.
    public var keyID: String { key.id }

    public func seal(_ secret: [UInt8], for place: Place) throws(CryptographyFailure) -> [UInt8] {
        let (dataKey, nonce) = (SecretBytes.random(FileKey.length), randomBytes(AESGCM.nonceLength))
        let dataKeyID = randomBytes(8)
        let additional = place.additionalData(dataKeyID)
        let body = try AESGCM.seal(secret, key: dataKey, nonce: nonce, additional: additional)
        let envelope = try wrap(dataKey, dataKeyID, additional)
        return SealedSecret(envelope: envelope, nonce: nonce, body: body).bytes
    }

    /// The secret. Throws `.keyWrong` when neither the key nor a retired one fits, `.altered` when the bytes were
    /// changed or belong to another place, and `.unreadable` when they are no sealed secret.
    public func open(_ sealed: [UInt8], for place: Place) throws(CryptographyFailure) -> [UInt8] {
        let sealed = try SealedSecret(sealed)
        let additional = place.additionalData(sealed.envelope.dataKeyID)
        let dataKey = try unwrap(sealed.envelope, additional, place)
        guard let secret = try AESGCM.open(sealed.body, key: dataKey, nonce: sealed.nonce, additional: additional) else {
            throw .altered(place)
        }
        return secret
    }

    /// The same secret under the current key; nil when it is already.
    public func rewrapped(_ sealed: [UInt8], for place: Place) throws(CryptographyFailure) -> [UInt8]? {
        var sealed = try SealedSecret(sealed)
        guard sealed.envelope.fileKeyID != key.idBytes else { return nil }
        let additional = place.additionalData(sealed.envelope.dataKeyID)
        let dataKey = try unwrap(sealed.envelope, additional, place)
        sealed.envelope = try wrap(dataKey, sealed.envelope.dataKeyID, additional)
        return sealed.bytes
    }

    private func wrap(
        _ dataKey: SecretBytes, _ id: [UInt8], _ additional: [UInt8]
    ) throws(CryptographyFailure) -> SealedSecret.Envelope {
        let nonce = randomBytes(AESGCM.nonceLength)
        let wrapped = try AESGCM.seal(dataKey.copy, key: key.bytes, nonce: nonce, additional: additional + key.suffix)
        return SealedSecret.Envelope(fileKeyID: key.idBytes, dataKeyID: id, nonce: nonce, wrapped: wrapped)
    }

    private func unwrap(
        _ envelope: SealedSecret.Envelope, _ additional: [UInt8], _ place: Place
    ) throws(CryptographyFailure) -> SecretBytes {
        guard let key = ([key] + retired).first(where: { $0.idBytes == envelope.fileKeyID }) else {
            throw CryptographyFailure(
                .keyWrong,
                "the secret \(place.field) of \(place.channel) was sealed with key \(Hex.encode(envelope.fileKeyID)); the key file holds \(keyID)",
                advice: "Put the key file back that belongs to this store, or enter the secret again.")
        }
        let opened = try AESGCM.open(
            envelope.wrapped, key: key.bytes, nonce: envelope.nonce, additional: additional + key.suffix)
        guard let opened else { throw .altered(place) }
        return SecretBytes(opened)
    }
}

extension FileKey {
    fileprivate var idBytes: [UInt8] { Hex.decode(id)! }
    fileprivate var suffix: [UInt8] { Array("|\(id)".utf8) }
}

extension Sealer.Place {
    /// Bars inside names are escaped, so that no two places share their text.
    fileprivate func additionalData(_ dataKeyID: [UInt8]) -> [UInt8] {
        let names = [tenant, channel, field].map { name in
            name.map { $0 == "|" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
        }
        return Array((names + [Hex.encode(dataKeyID), "\(SealedSecret.version)"]).joined(separator: "|").utf8)
    }
}

extension CryptographyFailure {
    fileprivate static func altered(_ place: Sealer.Place) -> CryptographyFailure {
        CryptographyFailure(
            .altered, "the secret \(place.field) of \(place.channel) was changed in the store or belongs elsewhere",
            advice: "Enter the secret again.")
    }
}
