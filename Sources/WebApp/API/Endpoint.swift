import HTTPCore

/// One line of the API: who may call it, what it does, and a sentence for the description.
struct Endpoint: Sendable {
    enum Access: Sendable {
        /// Anybody: probes, sign-in, the description.
        case open
        /// Somebody signed in, with this permission where one is named.
        case needs(Permission?)
    }

    var access: Access
    var summary: String
    var run: @Sendable (WebApp, Call) async throws -> HTTPResponse
    var openRun: @Sendable (WebApp, HTTPRequest) async throws -> HTTPResponse

    /// For somebody signed in.
    static func needs(
        _ permission: Permission?, _ summary: String, _ run: @escaping @Sendable (WebApp, Call) async throws -> HTTPResponse
    ) -> Endpoint {
        Endpoint(access: .needs(permission), summary: summary, run: run, openRun: { _, _ in throw APIFailure.notFound })
    }

    /// For anybody.
    static func open(
        _ summary: String, _ run: @escaping @Sendable (WebApp, HTTPRequest) async throws -> HTTPResponse
    ) -> Endpoint {
        Endpoint(access: .open, summary: summary, run: { _, _ in throw APIFailure.notFound }, openRun: run)
    }

    /// The whole API.
    static let router: Router<Endpoint> = {
        var router = Router<Endpoint>()
        for (method, path, endpoint) in probes + session + conversations + files + outbox + channels + people {
            router.on(method, path, endpoint)
        }
        return router
    }()

    private typealias Line = (HTTPMethod, String, Endpoint)

    private static let probes: [Line] = [
        (.get, "/healthz", .open("Whether the process lives", { app, _ in app.health() })),
        (.get, "/readyz", .open("Whether it can work, and if not, why", { app, _ in app.readiness() })),
        (.get, "/metrics", .open("Counters as Prometheus text", { app, request in try await app.metrics(request) })),
        (.get, "/api/openapi.json", .open("This description", { _, _ in HTTPResponse(json: OpenAPI.document) })),
        (.post, "/csp", .open("Takes reports of the browser's content policy", { app, request in app.policyReport(request) })),
    ]

    private static let session: [Line] = [
        (.post, "/api/v1/session", .open("Sign in with name and password", { app, request in try await app.signIn(request) })),
        (
            .post, "/api/v1/session/link",
            .open("Sign in by a one-time link", { app, request in try await app.signInByLink(request) })
        ),
        (.delete, "/api/v1/session", .needs(nil, "Sign out") { app, call in try await app.gate.signOut(call.caller) }),
        (.get, "/api/v1/me", .needs(nil, "Who I am and what I may do") { try await $0.me($1) }),
        (
            .get, "/api/v1/live",
            .needs(.conversationRead, "Everything that happens, as server-sent events") { try await $0.live($1) }
        ),
    ]

    private static let conversations: [Line] = [
        (.get, "/api/v1/conversations", .needs(.conversationRead, "The queue, page by page") { try await $0.queue($1) }),
        (.get, "/api/v1/conversations/counts", .needs(.conversationRead, "How many stand where") { try await $0.counts($1) }),
        (
            .get, "/api/v1/conversations/{id}",
            .needs(.conversationRead, "One conversation, whole") { try await $0.conversation($1) }
        ),
        (
            .get, "/api/v1/conversations/{id}/messages",
            .needs(.conversationRead, "Its messages, oldest first") { try await $0.messages($1) }
        ),
        (
            .get, "/api/v1/conversations/{id}/events",
            .needs(.conversationRead, "What happened to it") { try await $0.events($1) }
        ),
        (.post, "/api/v1/conversations/{id}/replies", .needs(.replyWrite, "Answer it") { try await $0.reply($1) }),
        (
            .post, "/api/v1/conversations/{id}/notes",
            .needs(.conversationHandle, "Add an internal note") { try await $0.note($1) }
        ),
        (.put, "/api/v1/conversations/{id}/assignment", .needs(.conversationHandle, "Assign it") { try await $0.assign($1) }),
        (
            .put, "/api/v1/conversations/{id}/priority",
            .needs(.conversationHandle, "Set its priority") { try await $0.prioritise($1) }
        ),
        (.put, "/api/v1/conversations/{id}/labels", .needs(.conversationHandle, "Set its labels") { try await $0.label($1) }),
        (.put, "/api/v1/conversations/{id}/goal", .needs(.conversationHandle, "Set its goal") { try await $0.setGoal($1) }),
        (
            .put, "/api/v1/conversations/{id}/status",
            .needs(.conversationHandle, "Set its status") { try await $0.setStatus($1) }
        ),
        (.put, "/api/v1/conversations/{id}/snooze", .needs(.conversationHandle, "Snooze it") { try await $0.snooze($1) }),
        (.delete, "/api/v1/conversations/{id}/snooze", .needs(.conversationHandle, "Wake it") { try await $0.wake($1) }),
        (
            .post, "/api/v1/messages/{id}/{verb}",
            .needs(.messageAct, "Like, hide, delete … a message on its platform") { try await $0.act($1) }
        ),
    ]

    private static let files: [Line] = [
        (
            .get, "/api/v1/attachments/{message}/{n}",
            .needs(.conversationRead, "A file that a message carries") { try await $0.attachment($1) }
        ),
        (
            .post, "/api/v1/uploads",
            .needs(.replyWrite, "Take in a file for an answer: its bytes as the body, its name in the query") {
                try await $0.upload($1)
            }
        ),
        (
            .delete, "/api/v1/uploads/{id}",
            .needs(.replyWrite, "Remove a file that goes with no answer") { try await $0.removeUpload($1) }
        ),
    ]

    private static let outbox: [Line] = [
        (.get, "/api/v1/outbox", .needs(.conversationRead, "Acts toward platforms, oldest first") { try await $0.outbox($1) }),
        (.get, "/api/v1/outbox/{id}", .needs(.conversationRead, "One act, as it stands") { try await $0.outboxEntry($1) }),
        (.post, "/api/v1/outbox/{id}/retry", .needs(.outboxSettle, "Send a failed act again") { try await $0.retry($1) }),
        (
            .post, "/api/v1/outbox/{id}/settle",
            .needs(.outboxSettle, "Say what became of an unknown act") { try await $0.settle($1) }
        ),
        (
            .delete, "/api/v1/outbox/{id}",
            .needs(.replyWrite, "Take an act back that has not left") { try await $0.withdraw($1) }
        ),
    ]

    private static let channels: [Line] = [
        (.get, "/api/v1/channels", .needs(.channelRead, "Channels with their health") { try await $0.channels($1) }),
        (
            .post, "/api/v1/channels/{id}/{act}",
            .needs(.channelManage, "pause, resume, poll, test or sign-in a channel") { try await $0.channelAct($1) }
        ),
        (
            .post, "/api/v1/apps/{name}/hook",
            .needs(.channelManage, "Where platforms call all channels of an app; told on the machine alone") {
                try await $0.appHook($1)
            }
        ),
        (
            .get, "/oauth/callback",
            .open("Where platforms send people back to after a sign-in", { app, request in app.signInReturn(request) })
        ),
        (.post, "/api/v1/sign-ins", .needs(.channelManage, "End a channel's sign-in") { try await $0.finishSignIn($1) }),
        (.get, "/api/v1/deliveries", .needs(.channelRead, "Raw deliveries, newest first") { try await $0.deliveries($1) }),
        (.get, "/api/v1/deliveries/{id}", .needs(.deliveryManage, "One delivery with its bytes") { try await $0.delivery($1) }),
        (.post, "/api/v1/deliveries/{id}/replay", .needs(.deliveryManage, "Read a delivery again") { try await $0.replay($1) }),
    ]

    private static let people: [Line] = [
        (.get, "/api/v1/users", .needs(.conversationRead, "The people of the desk") { try await $0.users($1) }),
        (.post, "/api/v1/users", .needs(.userManage, "Add somebody") { try await $0.addUser($1) }),
        (
            .post, "/api/v1/users/{name}/link",
            .needs(.userManage, "A fresh sign-in link for somebody") { try await $0.resetUser($1) }
        ),
        (.get, "/api/v1/tokens", .needs(.userManage, "API tokens, without their secrets") { try await $0.tokens($1) }),
        (.post, "/api/v1/tokens", .needs(.userManage, "Make an API token") { try await $0.addToken($1) }),
        (.delete, "/api/v1/tokens/{id}", .needs(.userManage, "Revoke an API token") { try await $0.revokeToken($1) }),
        (.get, "/api/v1/teams", .needs(.conversationRead, "Teams of routing.yaml") { try await $0.teams($1) }),
        (.get, "/api/v1/labels", .needs(.conversationRead, "Labels of routing.yaml") { try await $0.labels($1) }),
        (
            .get, "/api/v1/replies",
            .needs(.conversationRead, "Canned replies of replies.yaml") { try await $0.cannedReplies($1) }
        ),
    ]
}
