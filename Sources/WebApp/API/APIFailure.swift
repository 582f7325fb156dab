import Desk
import Expressions
import HTTPCore
import Storage

/// Why a call to the API was refused: a status, a stable code, what happened and what to do.
struct APIFailure: Error, Sendable {
    var status: Int
    var code: String
    var message: String
    var advice: String
    /// Seconds, where waiting helps.
    var retryAfter: Int?

    init(_ status: Int, _ code: String, _ message: String, advice: String, retryAfter: Int? = nil) {
        (self.status, self.code, self.message) = (status, code, message)
        (self.advice, self.retryAfter) = (advice, retryAfter)
    }

    /// - Parameter id: what the log repeats, so that an operator finds the line.
    func response(id: String) -> HTTPResponse {
        let error: JSON = ["code": .string(code), "message": .string(message), "advice": .string(advice), "id": .string(id)]
        var response = HTTPResponse(json: ["error": error], status: status)
        if let retryAfter { response.headers["Retry-After"] = String(retryAfter) }
        return response
    }
}

extension APIFailure {
    static let signInFirst = APIFailure(
        401, "sign_in_first", "This needs a sign-in.", advice: "Sign in, or send a bearer token.")
    static let notFound = APIFailure(
        404, "not_found", "There is no such thing.", advice: "See /api/openapi.json for what there is.")

    static func badRequest(_ message: String, advice: String) -> APIFailure {
        APIFailure(400, "bad_request", message, advice: advice)
    }

    /// The one table from the desk's codes to statuses.
    init(_ failure: DeskFailure) {
        let status =
            switch failure.code {
            case .notFound: 404
            case .badRequest, .tooLong: 400
            case .notSupported, .windowClosed: 422
            case .conflict: 409
            case .channelDown: 503
            }
        self.init(status, failure.code.rawValue, failure.message, advice: failure.advice)
    }
}

extension HTTPResponse {
    init(json: JSON, status: Int = 200) {
        self.init(status: status, headers: ["Content-Type": "application/json"], body: .bytes(json.encoded()))
    }
}
