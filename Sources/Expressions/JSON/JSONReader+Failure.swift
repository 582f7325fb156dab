extension JSONReader {
    func failure(
        _ code: JSONFailure.Code, _ message: String, _ advice: String, _ bytes: Span<UInt8>, at place: Int? = nil
    ) -> JSONFailure {
        JSONFailure(code, message, advice, at: place ?? at, in: bytes)
    }

    func unfinished(_ bytes: Span<UInt8>) -> JSONFailure {
        failure(.unfinished, "the text ends inside a value", "look whether the transfer was cut", bytes, at: bytes.count)
    }

    func badText(_ bytes: Span<UInt8>) -> JSONFailure {
        failure(
            .badText, "a control character (\(found(bytes))) inside a text", #"write \n, \t or \u00XX for control characters"#,
            bytes)
    }

    /// The byte at hand as a reader would name it.
    func found(_ bytes: Span<UInt8>) -> String {
        guard at < bytes.count else { return "the end" }
        let byte = bytes[at]
        if byte > 0x20, byte < 0x7F { return "`\(Character(Unicode.Scalar(byte)))`" }
        let digits = String(byte, radix: 16, uppercase: true)
        return "byte 0x" + (digits.utf8.count < 2 ? "0" : "") + digits
    }

    /// The usual mistakes, by the first byte.
    func valueAdvice(_ bytes: Span<UInt8>) -> String {
        switch bytes[at] {
        case UInt8(ascii: "<"): "this looks like HTML or XML: look at the address that was asked"
        case UInt8(ascii: "'"): "write texts in double quotes"
        case UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ","): "leave no comma without a value behind it"
        case UInt8(ascii: "+"), UInt8(ascii: "."): "write numbers like 0, -12, 3.5 or 6e23"
        case UInt8(ascii: "/"), UInt8(ascii: "#"): "JSON has no comments: leave them out"
        default: "write a text in double quotes, a number, true, false, null, [ or {"
        }
    }
}
