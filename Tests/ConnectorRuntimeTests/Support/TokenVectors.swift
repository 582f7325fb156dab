/// Tokens as Google signs its pushes, made with keys of ours by `openssl dgst -sha256 -sign`: good from ten minutes before `noon` to
/// fifty after.
enum TokenVectors {
    static let keys = """
        {"keys":[{"kty":"RSA","kid":"r1","use":"sig","alg":"RS256","e":"AQAB","n":"\(modulus)"},
        {"kty":"EC","crv":"P-256","kid":"e1","x":"TiA9BblnefXEW9OpsQouvLqjZqfEdomR8lpYlpmd1dQ","y":"71pIyrcMQKMeRjw0fZiLh29EAzYOlQdLZg8qn7AzLvI"},
        {"kty":"RSA","kid":"short","e":"AQAB","n":"AQAB"},{"kty":"oct","kid":"c1","k":"c2VjcmV0"}]}
        """
    private static let modulus =
        [
            "kub6fkkQ_ucswafewJdy_V3-6JYiCKU3jaavV5f99kXFueJZZ0GDvwWuUoRWCMVcGxf_kyvSASs0ExD48BJtN3n_CJLHgWEBIg7B",
            "gcLaqV5Mt6BDdlioilCN1r_FbicL7cOoN3RAjAgh62RWfXHMP37zxiTNqWlLyRIH5fhi_-0iZ_if-79PdZpKK6_GeyCcrBd1QrSy",
            "k3VDPc8NcC9HBIn3Ika4lUnPpwfsmySUbvrZrm6h7NLNa7FO_t1yN-2E2QjXYX3CVc1kj8U8uSuDRB768UPlUjKU5odLHND-qWB1",
            "W1-a_djYqPQAyMTTIac9wadkEfhmFI1fn4fWuKlAaQ",
        ].joined()
    static let rs256 =
        [
            "eyJhbGciOiJSUzI1NiIsImtpZCI6InIxIiwidHlwIjoiSldUIn0.eyJhdWQiOiJodHRwczovL2luYm94LmV4YW1wbGUvaCIsImF6",
            "cCI6IjExNzciLCJlbWFpbCI6InB1c2hAc2hvcC1yZXZpZXdzLmlhbS5nc2VydmljZWFjY291bnQuY29tIiwiZW1haWxfdmVyaWZp",
            "ZWQiOnRydWUsImV4cCI6MTc4NTU5NTgwMCwiaWF0IjoxNzg1NTkyMjAwLCJpc3MiOiJodHRwczovL2FjY291bnRzLmdvb2dsZS5j",
            "b20iLCJzdWIiOiIxMTc3In0.LDtXDITwz8SEJpV7kAZU2ndkkrB6NJDygt577JSdkeSSFIY8ZDR6TzZ6FftKKXuPpuc1FVjmR6Y0",
            "bun8n6PxTicctG01KBeeMWm6ZA7SA5GTeFaDwUhmZ8KnUD7gNiXST5Q0HY5JRwm5cwe8mLczxJDozvDlExyitxOSc0QT5zdZgR9e",
            "ZXVXtcdUsCT3KQvLhAYC1yF544uFbtuKZ_3fK0DFdCEB92-YKIneoiIMD5H0bmjIwhzFa74k57UqD8hwgiZ2D9aYyQhcatlcyYth",
            "qzlL1Xd2FDp_r6l4Ce5X3sxELxpU8c71Ns8pisvvtKTwOsG1AAQdjbruI6b1y24lEQ",
        ].joined()
    static let es256 =
        [
            "eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIiwidHlwIjoiSldUIn0.eyJhdWQiOiJodHRwczovL2luYm94LmV4YW1wbGUvaCIsImF6",
            "cCI6IjExNzciLCJlbWFpbCI6InB1c2hAc2hvcC1yZXZpZXdzLmlhbS5nc2VydmljZWFjY291bnQuY29tIiwiZW1haWxfdmVyaWZp",
            "ZWQiOnRydWUsImV4cCI6MTc4NTU5NTgwMCwiaWF0IjoxNzg1NTkyMjAwLCJpc3MiOiJodHRwczovL2FjY291bnRzLmdvb2dsZS5j",
            "b20iLCJzdWIiOiIxMTc3In0.DspD4R7FNU-TefKxV9y-RUfZXt8rYaUMi8L0Qqbzeg-VuhqdW9ZM6iWUhtZ7LT8Sw3ZnDS9Kb771",
            "TA3gAPJMlg",
        ].joined()
}
