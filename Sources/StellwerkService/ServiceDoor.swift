import HTTPCore
import WebApp

/// The listener's one handler: platforms' calls go the quick way on the listener's thread, websites that embed something of ours to
/// their own door, everything else to the page and the API.
struct ServiceDoor: HTTPHandler {
    let hooks: WebhookDoor
    let site: SiteDoor
    let app: WebApp

    func admit(_ head: HTTPRequest) -> Admission {
        .body(limit: head.path.hasPrefix(WebhookDoor.prefix) ? WebhookDoor.bodyLimit : app.bodyLimit(of: head))
    }

    func take(_ request: HTTPRequest, reply: @escaping @Sendable (HTTPResponse) -> Void) -> Bool {
        guard request.path.hasPrefix(WebhookDoor.prefix), !SiteDoor.isMeant(by: request) else { return false }
        hooks.take(request, reply: reply)
        return true
    }

    func respond(to request: HTTPRequest) async -> HTTPResponse {
        SiteDoor.isMeant(by: request) ? await site.respond(to: request) : await app.respond(to: request)
    }
}

/// The handler of `DATA/control.sock`, which only the service's own user can open: the command line's way in.
struct ControlDoor: HTTPHandler {
    let app: WebApp

    func respond(to request: HTTPRequest) async -> HTTPResponse { await app.respondToControl(request) }
}
