import ConnectorKit
import ConnectorRuntime
import Cryptography
import Expressions
import HTTPCore
import InboxModel
import Testing

/// Pushes that carry a token of the platform: Google Pub/Sub's way.
struct SignedTokenTests {
    private static let address = "https://inbox.example/h"
    private static let manifest = """
        manifest: 1
        version: 1.0.0
        title: Reviews
        settings: {robot: {type: string, title: Service account}}
        http: {base: https://reviews.example}
        streams: {reviews: {get: /reviews, map: {kind: review, id: .id, text: .text, author: .by, at: .at}}}
        webhook:
          verify:
            jwt:
              keys: https://keys.example/certs
              issuer: [https://accounts.google.com, accounts.google.com]
              audience: \\($hook.url)
              claims: {email: \\($settings.robot), email_verified: true}
          poke: {reviews: .message}
        """

    private func door(
        _ platform: ScriptedPlatform, robot: String = "push@shop-reviews.iam.gserviceaccount.com", _ time: TestTime = TestTime()
    ) throws -> ManifestConnector {
        let binding = ChannelBinding(
            name: "reviews", settings: ["robot": robot], hook: ChannelBinding.Hook(url: Self.address, secret: "s"))
        return ManifestConnector(try compiled(Self.manifest), binding, platform, time)
    }

    private func call(_ token: String?, at: Timestamp = noon) -> WebhookCall {
        WebhookCall(
            method: "POST", url: Self.address, headers: token.map { ["authorization": "Bearer \($0)"] } ?? [:],
            body: Array(#"{"message":{}}"#.utf8), receivedAt: at)
    }

    private func outcome(_ door: ManifestConnector, _ token: String?, at: Timestamp = noon) -> String {
        switch door.admit(call(token, at: at)) {
        case .store: "stored"
        case .refuse: "refused"
        case .comeBack: "come back"
        case .answer: "answered"
        }
    }

    private func ready(robot: String = "push@shop-reviews.iam.gserviceaccount.com") async throws -> ManifestConnector {
        let door = try door(ScriptedPlatform(.json(TokenVectors.keys)), robot: robot)
        try await door.readHookKeys()
        return door
    }

    @Test(arguments: [TokenVectors.rs256, TokenVectors.es256])
    func `a token signed with a published key is let in while it is good`(token: String) async throws {
        let door = try await ready()
        #expect(outcome(door, token) == "stored")
        #expect(outcome(door, token, at: noon + .seconds(3_059)) == "stored")
        #expect(outcome(door, token, at: noon + .seconds(3_061)) == "refused")
        #expect(outcome(door, token, at: noon - .seconds(661)) == "refused")
    }

    @Test func `keys are read from where they are published, and not before they are needed`() async throws {
        let platform = ScriptedPlatform(.json(TokenVectors.keys))
        let door = try door(platform)
        #expect(door.profile.hook?.readsKeys == true)
        #expect(outcome(door, TokenVectors.rs256) == "come back")
        try await door.readHookKeys()
        #expect(platform.calls.map(\.url) == ["https://keys.example/certs"])
        #expect(outcome(door, TokenVectors.rs256) == "stored")
    }

    @Test(arguments: [TokenVectors.rs256, TokenVectors.es256])
    func `a token changed anywhere is refused`(token: String) async throws {
        let door = try await ready()
        let parts = token.split(separator: ".").map(String.init)
        #expect(outcome(door, nil) == "refused")
        #expect(outcome(door, "") == "refused")
        #expect(outcome(door, parts[0] + "." + parts[1] + ".") == "refused")
        #expect(outcome(door, parts[0] + "." + parts[1]) == "refused")
        #expect(outcome(door, token + ".x") == "refused")
        for place in stride(from: 0, to: token.utf8.count, by: 7) where Array(token.utf8)[place] != UInt8(ascii: ".") {
            var bytes = Array(token.utf8)
            bytes[place] = bytes[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            let forged = String(decoding: bytes, as: UTF8.self)
            #expect(["refused", "come back"].contains(outcome(door, forged)), "byte \(place)")
            #expect(outcome(door, forged) != "stored")
        }
    }

    @Test func `no token without a signature, and none signed with a key everybody knows`() async throws {
        let door = try await ready()
        let claims = Array(TokenVectors.rs256.split(separator: ".")[1])
        for (head, key) in [
            (#"{"alg":"none","typ":"JWT"}"#, nil), (#"{"alg":"HS256","kid":"c1"}"#, Array("secret".utf8)),
            (#"{"alg":"HS256","kid":"r1"}"#, Array(TokenVectors.keys.utf8)),
            (#"{"alg":"RS256","kid":"r1","crit":["b64"],"b64":false}"#, Array("secret".utf8)),
        ] as [(String, [UInt8]?)] {
            let signed = Base64.url.encode(Array(head.utf8)) + "." + String(claims)
            let code = key.map { Base64.url.encode(HMAC.sha256(Array(signed.utf8), key: $0)) } ?? ""
            #expect(outcome(door, signed + "." + code) == "refused")
        }
    }

    @Test func `a token for somebody else, and of another robot, is refused`() async throws {
        #expect(outcome(try await ready(robot: "other@shop.iam.gserviceaccount.com"), TokenVectors.rs256) == "refused")
        #expect(outcome(try await ready(robot: ""), TokenVectors.rs256) == "refused")
        let binding = ChannelBinding(
            name: "reviews", settings: ["robot": "push@shop-reviews.iam.gserviceaccount.com"],
            hook: ChannelBinding.Hook(url: "https://other.example/h", secret: "s"))
        let door = ManifestConnector(try compiled(Self.manifest), binding, ScriptedPlatform(.json(TokenVectors.keys)))
        try await door.readHookKeys()
        #expect(outcome(door, TokenVectors.rs256) == "refused")
    }

    @Test func `an unknown key is a reason to read again, once a minute`() async throws {
        let signer = try Ed25519.PrivateKey(seed: Array(UInt8(1)...32))
        let head = Base64.url.encode(Array(#"{"alg":"EdDSA","kid":"new"}"#.utf8))
        let signed = head + "." + TokenVectors.rs256.split(separator: ".")[1]
        let token = signed + "." + Base64.url.encode(try signer.signature(for: Array(signed.utf8)))
        let x = Base64.url.encode(try signer.publicKey)
        let time = TestTime()
        let door = try door(
            ScriptedPlatform(
                .json(TokenVectors.keys), .json(#"{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"new","x":"\#(x)"}]}"#)), time)
        try await door.readHookKeys()
        #expect(outcome(door, token) == "refused")
        #expect(outcome(door, token, at: noon + .seconds(60)) == "come back")
        time.advance(by: .seconds(60))
        try await door.readHookKeys()
        #expect(outcome(door, token, at: noon + .seconds(60)) == "stored")
        #expect(outcome(door, TokenVectors.rs256, at: noon + .seconds(60)) == "refused")
    }

    @Test func `a key set without a usable key leaves the old keys and says so`() async throws {
        let door = try door(ScriptedPlatform(.json(TokenVectors.keys), .json("{}")))
        try await door.readHookKeys()
        await #expect(throws: ConnectorFailure.self) { try await door.readHookKeys() }
        #expect(outcome(door, TokenVectors.rs256) == "stored")
    }
}
