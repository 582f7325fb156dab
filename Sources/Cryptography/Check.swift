import CCrypto

/// Turns a status of libcrypto (1 is success) into a failure with the library's own words.
func check(_ status: Int32, _ what: String) throws(CryptographyFailure) {
    guard status == 1 else { throw libraryFailure(what) }
}

/// The same for calls that return something or nothing.
func check<Value>(_ value: Value?, _ what: String) throws(CryptographyFailure) -> Value {
    guard let value else { throw libraryFailure(what) }
    return value
}

private func libraryFailure(_ what: String) -> CryptographyFailure {
    let words = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
        ERR_error_string_n(ERR_get_error(), buffer.baseAddress, buffer.count)
        return String(cString: buffer.baseAddress!)
    }
    // The queue belongs to the thread: what is left in it would be blamed on somebody else's next call.
    ERR_clear_error()
    return CryptographyFailure(.library, "\(what) failed: \(words)", advice: "Give the process more memory, then try again.")
}
