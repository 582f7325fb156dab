import Cryptography
import Testing

struct PasswordRulesTests {
    @Test(arguments: [
        "gravel umbrella tin", "jx7Kp2vQm9Lw", "Kartoffel-Fahrrad-Wolke", "правильный конь", "🐢🦊🌵🎺🧵🪐🥝🛶🧭🪵🎲🧦", "739201846572",
        "ein sehr langer Satz ohne Sinn",
        "M0ntagabend-Regen-Kino", "password manager wrote this",
    ])
    func `a long password that nobody tries first is accepted`(password: String) {
        #expect(throws: Never.self) { try PasswordRules.check(password) }
    }

    @Test(arguments: [
        "password1234", "Password2026!", "P@ssw0rd!!!!", "passwordpassword", "PASSWORT123456", "123456789012", "111111111111",
        "abcabcabcabc", "qwertyuiop12",
        "qwertzuiopü+", "1q2w3e4r5t6y", "1qaz2wsx3edc", "iloveyou2024", "adminadmin12", "Sommer2025!!", "Stellwerk2026",
        "letmeinletmein", "footballdragon",
        "zxcvbnm123456", "aaaaaaaaaaab", "Willkommen123", "0987654321098", "asdfghjkl123", "changeme!!!!!", "Fussball2024!",
        "a1b2c3d4e5f6", "geheim123456",
        "sunshine!2023", "correcthorsebatterystaple", "----password----",
    ])
    func `a password that is tried first is refused`(password: String) {
        #expect(
            throws: CryptographyFailure(
                .passwordTooCommon, "this password is one of those that are tried first",
                advice: "Use four or five words that do not belong together.")
        ) { try PasswordRules.check(password) }
    }

    @Test func `names of the user count as words`() {
        let names = ["mira.kowalski@example.org", "ACME"]
        for password in ["Kowalski2026!!", "mirakowalski1", "acmepassword1"] {
            let failure = #expect(throws: CryptographyFailure.self) { try PasswordRules.check(password, avoiding: names) }
            #expect(failure?.code == .passwordTooCommon)
        }
        #expect(throws: Never.self) { try PasswordRules.check("Kowalski's gravel umbrella", avoiding: names) }
    }

    @Test func `length is counted in characters and bounded in bytes`() {
        let failures: [(String, CryptographyFailure.Code?)] = [
            ("gravelumbre", .passwordTooShort), ("gravelumbrel", nil), ("äöüßéèêàçñøå", nil),
            (String(repeating: "xk4 ", count: 65), .passwordTooLong),
            (String(repeating: "gravel9!", count: 31) + "umbrella", nil),
            ("gravel umbrella e" + String(repeating: "\u{301}", count: 5000), .passwordTooLong),
        ]
        for (password, code) in failures {
            do throws(CryptographyFailure) {
                try PasswordRules.check(password)
                #expect(code == nil)
            } catch {
                #expect(error.code == code)
            }
        }
    }
}
