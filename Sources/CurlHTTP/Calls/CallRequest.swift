internal import HTTPCore

/// One request of a call: the first, or what a redirect made of it.
struct CallRequest {
    var method: HTTPMethod
    var url: CallURL
    var headers: HTTPHeaders
    var body: RequestBody?
    let unixSocket: String?
    /// Names of headers that stay at their origin.
    let credentialHeaders: [String]

    init(_ call: HTTPCall) throws(HTTPFailure) {
        do throws(CallURL.Refusal) {
            url = try CallURL(call.url)
        } catch {
            throw HTTPFailure(
                .invalid, "the address of a call cannot be used: \(error.reason)",
                advice: "Give an absolute https address without user name and password.", requestLeft: false)
        }
        (method, headers, unixSocket) = (call.method, call.headers, call.unixSocket)
        body = call.body.map(RequestBody.init)
        if case .multipart? = call.body { headers["Content-Type"] = nil }
        credentialHeaders = ["Authorization", "Cookie", "Cookie2", "Proxy-Authorization"] + call.credentialHeaders
    }

    /// Safe to send twice (RFC 9110, 9.2.1): libcurl itself repeats a request when a kept connection turns out dead.
    var isSafe: Bool { method == .get || method == .head || method == .options }

    func head(userAgent: String) throws(HTTPFailure) -> RequestHead {
        do throws(RequestHead.Refusal) {
            return try RequestHead(headers, contentType: body?.type, userAgent: userAgent)
        } catch {
            throw HTTPFailure(
                .invalid, "the call to \(url.destination.name) cannot be sent: \(error.reason)",
                advice: "Correct the header in the connector or the channel's settings.", requestLeft: false)
        }
    }
}
