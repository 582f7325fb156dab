import CCrypto

/// Bytes nobody can guess, from the system's own source by way of libcrypto. Ends the process when there is no such source:
/// going on without would be worse.
public func randomBytes(_ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { bytes, made in
        precondition(RAND_bytes(bytes.baseAddress, Int32(count)) == 1, "the system has no source of randomness")
        made = count
    }
}
