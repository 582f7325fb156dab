import CCrypto

/// AES-256-GCM over whole messages. A nonce must never meet the same key twice.
enum AESGCM {
    static let nonceLength = 12
    static let tagLength = 16

    /// The ciphertext with its 16-byte tag behind it.
    static func seal(
        _ bytes: [UInt8], key: SecretBytes, nonce: [UInt8], additional: [UInt8]
    ) throws(CryptographyFailure) -> [UInt8] {
        let context = try start(encrypting: true, key, nonce, additional)
        defer { EVP_CIPHER_CTX_free(context) }
        var (sealed, length) = ([UInt8](repeating: 0, count: bytes.count + tagLength), Int32(0))
        try check(EVP_EncryptUpdate(context, &sealed, &length, bytes, Int32(bytes.count)), "sealing")
        var tag = [UInt8](repeating: 0, count: tagLength)
        // GCM writes nothing at the end, but insists on being asked.
        try check(EVP_EncryptFinal_ex(context, &tag, &length), "sealing")
        try check(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, Int32(tagLength), &tag), "sealing")
        sealed.replaceSubrange(bytes.count..., with: tag)
        return sealed
    }

    /// The bytes, or nil when key, nonce, additional data and ciphertext do not belong together.
    static func open(
        _ sealed: [UInt8], key: SecretBytes, nonce: [UInt8], additional: [UInt8]
    ) throws(CryptographyFailure) -> [UInt8]? {
        guard sealed.count >= tagLength else { return nil }
        let size = sealed.count - tagLength
        var tag = Array(sealed[size...])
        let context = try start(encrypting: false, key, nonce, additional)
        defer { EVP_CIPHER_CTX_free(context) }
        var (bytes, length) = ([UInt8](repeating: 0, count: size + tagLength), Int32(0))
        try check(EVP_DecryptUpdate(context, &bytes, &length, sealed, Int32(size)), "opening a seal")
        try check(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, Int32(tagLength), &tag), "opening a seal")
        // The only call that may fail on honest input: it compares the tags.
        guard EVP_DecryptFinal_ex(context, &tag, &length) == 1 else {
            ERR_clear_error()
            return nil
        }
        bytes.removeLast(tagLength)
        return bytes
    }

    private static func start(
        encrypting: Bool, _ key: SecretBytes, _ nonce: [UInt8], _ additional: [UInt8]
    ) throws(CryptographyFailure) -> OpaquePointer {
        precondition(key.count == 32 && nonce.count == nonceLength)
        let context = try check(EVP_CIPHER_CTX_new(), "sealing")
        do throws(CryptographyFailure) {
            let status = key.withBytes {
                EVP_CipherInit_ex(context, EVP_aes_256_gcm(), nil, $0.baseAddress, nonce, encrypting ? 1 : 0)
            }
            try check(status, "sealing")
            var length: Int32 = 0
            try check(EVP_CipherUpdate(context, nil, &length, additional, Int32(additional.count)), "sealing")
        } catch {
            EVP_CIPHER_CTX_free(context)
            throw error
        }
        return context
    }
}
