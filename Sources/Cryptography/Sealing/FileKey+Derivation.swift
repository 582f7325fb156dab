extension FileKey {
    /// 32 bytes that this key and a purpose give, the same after every restart; other purposes tell nothing about them.
    public func derived(for purpose: String) -> [UInt8] {
        HMAC.sha256(Array("stellwerk derived\0\(purpose)".utf8), key: bytes.copy)
    }
}
