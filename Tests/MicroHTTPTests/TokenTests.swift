import Testing

@testable import MicroHTTP

struct TokenTests {
    @Test func `a token has the characters of RFC 9110 and no other`() {
        let allowed = Set("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
        for byte in UInt8.min...UInt8.max { #expect(Token.contains(byte) == allowed.contains(byte), "byte \(byte)") }
    }
}
