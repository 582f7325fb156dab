import Cryptography
import Testing

struct PublishedKeyTests {
    /// The worked examples of RFC 7515, appendix A.2 and A.3, and of RFC 8037, appendix A.4.
    private static let examples: [(name: String, key: @Sendable () throws -> PublishedKey, signed: String, signature: String)] =
        [
            (
                "RS256",
                {
                    try PublishedKey(
                        rsaModulus: bytes(
                            "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yR"
                                + "T-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e"
                                + "-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NA"
                                + "co9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"),
                        exponent: bytes("AQAB"))
                },
                "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ",
                "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1"
                    + "dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDw"
                    + "usC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
            ),
            (
                "ES256",
                {
                    try PublishedKey(
                        p256X: bytes("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"),
                        y: bytes("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"))
                },
                "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ",
                "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
            ),
            (
                "EdDSA", { try PublishedKey(ed25519: bytes("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")) },
                "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc",
                "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
            ),
        ]

    @Test(arguments: examples.indices) func `the examples of the standards are right, and nothing near them is`(index: Int)
        throws
    {
        let example = Self.examples[index]
        let key = try example.key()
        #expect(key.algorithm.rawValue == example.name)
        let signature = bytes(example.signature)
        #expect(key.isRight(signature, for: Array(example.signed.utf8)))
        #expect(!key.isRight(signature, for: Array((example.signed + " ").utf8)))
        for place in signature.indices {
            var wrong = signature
            wrong[place] ^= 4
            #expect(!key.isRight(wrong, for: Array(example.signed.utf8)), "byte \(place)")
        }
        for odd in [[], Array(signature.dropLast()), signature + [0], [UInt8](repeating: 0, count: signature.count)] {
            #expect(!key.isRight(odd, for: Array(example.signed.utf8)))
        }
    }

    @Test func `keys of another shape are none`() {
        #expect(throws: CryptographyFailure.self) { try PublishedKey(rsaModulus: [1, 0, 1], exponent: [3]) }
        #expect(throws: CryptographyFailure.self) { try PublishedKey(rsaModulus: [], exponent: []) }
        #expect(throws: CryptographyFailure.self) {
            try PublishedKey(p256X: [UInt8](repeating: 1, count: 32), y: [UInt8](repeating: 1, count: 32))
        }
        #expect(throws: CryptographyFailure.self) { try PublishedKey(p256X: [1], y: [2]) }
        #expect(throws: CryptographyFailure.self) { try PublishedKey(ed25519: [1]) }
    }
}

private func bytes(_ text: String) -> [UInt8] { Base64.url.decode(text)! }
