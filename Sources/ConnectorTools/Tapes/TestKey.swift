import Cryptography
import Expressions

/// The key that tapes sign JSON Web Tokens with. It is printed here for everybody: nothing may ever trust it but a tape.
public enum TestKey {
    /// What a tape answers where a manifest asks for the issuer's keys (`verify.jwt.keys`).
    public static let published = """
        {"keys": [{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "stellwerk-test", "e": "AQAB", "n": "2lg_7SLACRR0F1oqvYe7vmpWfYEat13y2spPRiAzWWL2RJbPsVNYsuhomFKyqcvIuYVND8IuZ4lD7qV0\
        WGDc0QHeBpOlj1zqDM0dyEo9yUeQNTwkUut5x9-vOzUnONGnyzdVwfVsq5O84YTO3_7p43RaaX9Ejl2JYXqM1Z0qzFJiSDZomRAxF2Ml35ppMp\
        gwYQApqqUO0LATQJS7SJRKvUQ1j8oCn8QZ_C8TiIjelVKQ8HmGwcKWaGyHlrCL_XJ5G0ivJJlRSIzfYdYyJcRfi99ztpnbQyztJAKY_NgxsYpq\
        hdjCXiTprRTvH3h7fGW78lYu-tbE4LLBGAk1CDrM2Q"}]}
        """

    /// A token with these claims, signed RS256.
    static func token(_ claims: JSON) throws(CryptographyFailure) -> String {
        let head: JSON = ["alg": "RS256", "typ": "JWT", "kid": "stellwerk-test"]
        let signed = [head, claims].map { Base64.url.encode($0.encoded()) }.joined(separator: ".")
        let signature = try SigningKey(pem: pem, .rs256).sign(Array(signed.utf8))
        return "\(signed).\(Base64.url.encode(signature))"
    }

    private static let pem = """
        -----BEGIN PRIVATE KEY-----
        MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDaWD/tIsAJFHQX
        Wiq9h7u+alZ9gRq3XfLayk9GIDNZYvZEls+xU1iy6GiYUrKpy8i5hU0Pwi5niUPu
        pXRYYNzRAd4Gk6WPXOoMzR3ISj3JR5A1PCRS63nH3687NSc40afLN1XB9Wyrk7zh
        hM7f/unjdFppf0SOXYlheozVnSrMUmJINmiZEDEXYyXfmmkymDBhACmqpQ7QsBNA
        lLtIlEq9RDWPygKfxBn8LxOIiN6VUpDweYbBwpZobIeWsIv9cnkbSK8kmVFIjN9h
        1jIlxF+L33O2mdtDLO0kApj82DGximqF2MJeJOmtFO8feHt8ZbvyVi761sTgssEY
        CTUIOszZAgMBAAECggEAFPqUdtOHTcAJOPqs/12oqm6jbYbfcyWb2U2FsSRUJrch
        WB0A6uXqEHOP5C3S9IlL2ZZvHW/f/0rzK916GKlC4jKam3lpd4U7CDyXi1hlyB6A
        Artq9owhPPT3LFpKsNUFGRuRmfObq78jz2vQKDnBDX2PF9KWetLOKb9pg3dIxs2I
        rOu7Qtx316G2qFras4SPCMZprIkfvUpE1+a6gMpWIVg05smeoDyRpIZyyD2klaEU
        NtIIg0+cjA5Jx5Cpqls2NkKSvCQMCSmquP07IyqwEQUlenVfwIkuXYRWaJebn3xx
        aCcVAHbS/7SHncZk9Nr0BtlV8ujpqM8KaFZPB23lMQKBgQDtDGlU5RQB13nEQ2xC
        zzToRqtQOu49H3Ksw5V5J2P/sAnXId59r6MrvNxn80MGu3MU2kzCX4ym3p/JpVxs
        y9eHSTuLvhNaa8k7w+6yT268ERIL/KYV3P/J0TglgW97PcAHI44BbH8/r2UGb9PH
        8pHJPnRVC5wIYtfW/m5o0vr7UQKBgQDrzQj1p7p6SOOaAY2hl/WjSe+ExOj2CASN
        1JSahKMz8nflOgSQ+5sUJOyFolDkqV6yHcHUqDa0KOj/tVBaFPax/kCL/gNVE7tY
        VmtWss3TbIYWB+JFSyS2DgedWCuqWThEnUSK3FIIbnkt366XZ7OfNIVAmAZav28O
        0QgZaEzHCQKBgG8uDREmSFX8zD3DKbnEGZp/2sXMfgTpBQ4GxcqHMR2xYUwntITa
        pftTn0SaEevMa1Nyd+IKkpuJewRGrKzShooLTQRj6AvW1hFT+lZjbxqCHybEHtnO
        R6JOoLjmlnUFJ1Wx1V7RlnU2PHniZUA4gywSQNnKkipUwcsylnJP0iuhAoGAXvYm
        qo/O2JpsFsSTXkWNZiJLdIO8cgDOnLPE2OmbtDrssAMKfbzmOlmYa0TwIPZYrZCw
        U80eorVrCDfj0TNqGkqTgg1dGDEnHK9I8RR3MbMd2Nd594AIm8zQojw08ZiWwYM4
        bFfILZ8X7DKN5Gmd+/qxw062GGvJ9QSXp2vKp8kCgYEAv04+yfguINqNnhM37GF/
        4gqcS9DCXSvSoWESc84k2hFcN7FEo6QPnLTAuyn/Ryta7XXNH3WpfmWRVw+h6hv4
        A+atfpH5jYn/96MY/f/6Hp/wrgjwiaigO25U8PPrwvA9TP4M2RP2vFrkVUZEIjVE
        WKfa1D6aoEHFpiupkiuH6bw=
        -----END PRIVATE KEY-----
        """
}
