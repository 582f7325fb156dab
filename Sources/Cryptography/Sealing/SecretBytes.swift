import CCrypto

/// Key material: wiped when nobody holds it any more, and shown by no `print` and no mirror.
///
/// `@unchecked Sendable`: the memory is written in `init` and wiped in `deinit`, and only read in between.
final class SecretBytes: @unchecked Sendable, CustomStringConvertible, CustomReflectable {
    private let storage: UnsafeMutableBufferPointer<UInt8>

    init(_ bytes: [UInt8]) {
        storage = .allocate(capacity: bytes.count)
        _ = storage.initialize(from: bytes)
    }

    /// Fresh random ones.
    static func random(_ count: Int) -> SecretBytes { SecretBytes(randomBytes(count)) }

    deinit {
        OPENSSL_cleanse(storage.baseAddress, storage.count)
        storage.deallocate()
    }

    var count: Int { storage.count }
    var description: String { "\(count) secret bytes" }
    var customMirror: Mirror { Mirror(self, children: []) }

    func withBytes<Value>(_ body: (UnsafeBufferPointer<UInt8>) -> Value) -> Value {
        body(UnsafeBufferPointer(storage))
    }

    /// A copy, to be sealed or written to the key file.
    var copy: [UInt8] { Array(storage) }
}
