internal import HTTPCore

/// What follows from an answer that points elsewhere.
enum Redirect {
    /// The request that follows; nil where the answer is an answer.
    static func next(after answer: ResponseHead, to request: CallRequest) throws(Refusal) -> CallRequest? {
        guard [301, 302, 303, 307, 308].contains(answer.status), let location = answer.headers["Location"] else { return nil }
        let url: CallURL
        do throws(CallURL.Refusal) {
            url = try CallURL(redirect: location, from: request.url)
        } catch {
            throw Refusal(code: .forbidden, reason: "redirected to an address that may not be called (\(error.reason))")
        }
        if request.url.scheme == "https", url.scheme == "http" {
            throw Refusal(code: .forbidden, reason: "redirected from https to http")
        }
        var next = request
        next.url = url
        if becomesGet(answer.status, request.method) {
            next.method = .get
            next.body = nil
            for name in request.headers.fields.map(\.name) where name.lowercased().hasPrefix("content-") {
                next.headers[name] = nil
            }
        }
        guard !url.hasOrigin(of: request.url) else { return next }
        // A body may hold a secret (a token request does), and it was meant for the first origin.
        guard next.body == nil else {
            throw Refusal(code: .forbidden, reason: "redirected with its body to another origin, \(url.destination.name)")
        }
        for name in request.credentialHeaders { next.headers[name] = nil }
        return next
    }

    struct Refusal: Error {
        let code: HTTPFailure.Code
        let reason: String
    }

    /// RFC 9110, 15.4: 303 asks for GET; after 301 and 302 a POST becomes one by custom; 307 and 308 change nothing.
    private static func becomesGet(_ status: Int, _ method: HTTPMethod) -> Bool {
        switch status {
        case 303: method != .get && method != .head
        case 301, 302: method == .post
        default: false
        }
    }
}
