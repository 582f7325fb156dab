import Expressions
import HTTPCore
import InboxModel

/// Why a sign-in did not come about.
public struct SignInRefusal: Error, Sendable {
    public var message: String
    public var advice: String
    /// It was refused here, not by the platform.
    public var isOurs: Bool

    public init(_ message: String, advice: String, isOurs: Bool) {
        (self.message, self.advice, self.isOurs) = (message, advice, isOurs)
    }
}

/// Signing a channel in at its platform, in a browser.
extension WebApp {
    /// Where the person goes. The command line may have them sent back to itself; the page gets them back at its own address.
    func beginSignIn(of channel: Channel, _ call: Call) throws -> HTTPResponse {
        var redirect: String?
        if case .control = call.caller.proof, !call.request.body.isEmpty { redirect = try call.body()["redirect"].text }
        do {
            guard let way = try office.beginSignIn(channel.id, call.caller.user.id, redirect) else {
                throw APIFailure(
                    409, "no_sign_in", "Nobody signs \(channel.name) in by a browser: its credentials stand in its settings.",
                    advice: "Change them in channels.yaml, then test the channel.")
            }
            return HTTPResponse(json: ["url": .string(way.url), "state": .string(way.state)])
        } catch let failure as SignInRefusal {
            throw refusal(failure)
        }
    }

    /// The platform sends the person's browser here. The page takes over from there: a request that comes from elsewhere carries no
    /// session, and none is needed to pass on what stands in the address.
    func signInReturn(_ request: HTTPRequest) -> HTTPResponse {
        let names = ["state", "code", "error", "error_description"]
        let query = names.compactMap { name in request.query(name).map { "\(name)=\(Self.escaped(String($0.prefix(2_000))))" } }
        return HTTPResponse(
            status: 303,
            headers: [
                "Location": "\(publicURL)/#/signed-in?\(query.joined(separator: "&"))", "Referrer-Policy": "no-referrer",
            ],
            body: .bytes([]))
    }

    func finishSignIn(_ call: Call) async throws -> HTTPResponse {
        let body = try call.body()
        let (state, code) = (try body.requiredText("state"), try body.requiredText("code"))
        do {
            let id = try await office.finishSignIn(state, code, call.caller.user.id)
            return HTTPResponse(json: ["channel": .id(id)])
        } catch let failure as SignInRefusal {
            throw refusal(failure)
        }
    }

    private func refusal(_ failure: SignInRefusal) -> APIFailure {
        APIFailure(failure.isOurs ? 409 : 502, "sign_in_failed", failure.message, advice: failure.advice)
    }

    private static func escaped(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 48...57, 65...90, 97...122, 45, 46, 95, 126: bytes.append(byte)
            default: bytes += [37, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
