public import Cryptography
public import Desk
import Expressions
public import HTTPCore
public import InboxModel
public import Storage

/// The JSON API, the event stream, sign-in and the page's files. It holds no state of its own: everything it says is read from
/// the store, everything it does is a use case of the desk.
public struct WebApp: Sendable {
    public let desk: Desk
    let journal: Journal
    let office: ChannelOffice
    let ids: IdentifierSource
    let gate: Gate
    let page: Page
    let publicURL: String
    let now: @Sendable () -> Timestamp
    /// Told of what no caller may see: the id that the answer carries, and what happened.
    let onInternalError: @Sendable (_ id: String, _ what: String) -> Void
    let files: FileDesk
    let shelf = FileShelf()
    private let router: Router<Endpoint>

    public init(
        desk: Desk, journal: Journal, office: ChannelOffice, ids: IdentifierSource, page: Page, publicURL: String,
        hasher: PasswordHasher, files: FileDesk = .none, now: @escaping @Sendable () -> Timestamp,
        onInternalError: @escaping @Sendable (_ id: String, _ what: String) -> Void
    ) {
        (self.desk, self.journal, self.office, self.ids) = (desk, journal, office, ids)
        (self.page, self.publicURL, self.now, self.onInternalError) = (page, publicURL, now, onInternalError)
        gate = Gate(store: desk.store, hasher: hasher, publicURL: publicURL, now: now)
        self.files = files
        router = Endpoint.router
    }

    /// Answers a request of the world.
    public func respond(to request: HTTPRequest) async -> HTTPResponse {
        await respond(to: request, as: nil).secured(by: SecurityHeaders())
    }

    /// Answers a request of the command line, with an administrator's rights.
    public func respondToControl(_ request: HTTPRequest) async -> HTTPResponse {
        let user = User(
            id: UserID(rawValue: 1), name: "command line", displayName: "Command line", role: .admin,
            createdAt: Timestamp(milliseconds: 0))
        return await respond(to: request, as: Caller(user: user, proof: .control, scopes: []))
    }

    private func respond(to request: HTTPRequest, as given: Caller?) async -> HTTPResponse {
        do {
            return try await answer(request, as: given)
        } catch let failure as APIFailure {
            return failure.response(id: Base64.url.encode(randomBytes(9)))
        } catch let failure as DeskFailure {
            return APIFailure(failure).response(id: Base64.url.encode(randomBytes(9)))
        } catch let failure as StoreRefusal {
            return failure.failure.response(id: Base64.url.encode(randomBytes(9)))
        } catch {
            let id = Base64.url.encode(randomBytes(9))
            let refusal = StoreRefusal(error)
            if refusal == nil { onInternalError(id, "\(request.method.rawValue) \(request.path): \(error)") }
            return (refusal?.failure ?? Self.internalError).response(id: id)
        }
    }

    private static let internalError = APIFailure(
        500, "internal_error", "Something went wrong on our side.",
        advice: "Try again; if it stays, give your operator this id.")

    private func answer(_ request: HTTPRequest, as given: Caller?) async throws -> HTTPResponse {
        switch router.match(request.method, request.path) {
        case .notFound:
            if request.method == .get, request.path.hasPrefix("/files/") {
                return try await signedFile(request, String(request.path.dropFirst("/files/".count)))
            }
            guard request.method == .get || request.method == .head, !request.path.hasPrefix("/api/") else {
                throw APIFailure.notFound
            }
            return try page.answer(request)
        case .wrongMethod(let allowed):
            var response = APIFailure(
                405, "wrong_method", "This does not take \(request.method.rawValue).",
                advice: "It takes \(allowed.map(\.rawValue).joined(separator: ", "))."
            ).response(id: Base64.url.encode(randomBytes(9)))
            response.headers["Allow"] = allowed.map(\.rawValue).joined(separator: ", ")
            return response
        case .found(let endpoint, let parameters):
            switch endpoint.access {
            case .open: return try await endpoint.openRun(self, request)
            case .needs(let permission):
                var caller = given
                if caller == nil { caller = try await gate.caller(of: request) }
                guard let caller else { throw APIFailure.signInFirst }
                if request.method != .get, request.method != .head { try gate.checkOrigin(request, of: caller) }
                guard permission.map(caller.may) ?? true else {
                    throw APIFailure(
                        403, "not_allowed", "\(caller.user.displayName) may not do this (\(permission?.rawValue ?? "")).",
                        advice: "Ask an administrator.")
                }
                return try await endpoint.run(self, Call(request: request, parameters: parameters, caller: caller))
            }
        }
    }
}

/// What the page needs to know of channels at work; `StellwerkService` fills it in.
public struct ChannelOffice: Sendable {
    public var abilities: @Sendable (ChannelID) -> [Ability]
    public var title: @Sendable (ChannelID) -> String?
    public var hasWebhook: @Sendable (ChannelID) -> Bool
    /// Where a platform delivers to, and the word it proves itself with: for platforms on which people enter both by hand.
    public var hook: @Sendable (ChannelID) -> (url: String, secret: String)?
    /// The same for the one address of an app of Config, by its name.
    public var appHook: @Sendable (String) -> (url: String, secret: String)? = { _ in nil }
    public var pollNow: @Sendable (ChannelID) -> Void
    /// Whether a person signs the channel in, in a browser.
    public var asksPerson: @Sendable (ChannelID) -> Bool = { _ in false }
    /// Where that person goes, and the word that comes back with them; nil where nobody is asked. The last parameter is where the
    /// platform sends them to, if not to the page.
    public var beginSignIn: @Sendable (ChannelID, UserID, String?) throws -> (url: String, state: String)? = { _, _, _ in nil }
    /// The person is back: the word, the platform's code, and who it is.
    public var finishSignIn: @Sendable (String, String, UserID) async throws -> ChannelID = { _, _, _ in
        throw APIFailure.notFound
    }
    /// Signs in afresh; nil when it went well, else what is wrong and what to do.
    public var test: @Sendable (ChannelID) async -> (message: String, advice: String)?
    /// Reads a delivery that was put back in the line.
    public var deliveryReplayed: @Sendable (ChannelID) -> Void
    public var cannedReplies: @Sendable () -> [(name: String, title: String, text: String, language: String?)]
    public var metrics: @Sendable () -> [String: Int]
    /// Why the service is not ready; empty when it is.
    public var notReady: @Sendable () -> [String]

    public init(
        abilities: @escaping @Sendable (ChannelID) -> [Ability], title: @escaping @Sendable (ChannelID) -> String?,
        hasWebhook: @escaping @Sendable (ChannelID) -> Bool, pollNow: @escaping @Sendable (ChannelID) -> Void,
        test: @escaping @Sendable (ChannelID) async -> (message: String, advice: String)?,
        deliveryReplayed: @escaping @Sendable (ChannelID) -> Void,
        cannedReplies: @escaping @Sendable () -> [(name: String, title: String, text: String, language: String?)],
        metrics: @escaping @Sendable () -> [String: Int], notReady: @escaping @Sendable () -> [String],
        hook: @escaping @Sendable (ChannelID) -> (url: String, secret: String)? = { _ in nil }
    ) {
        (self.abilities, self.title, self.hasWebhook, self.pollNow) = (abilities, title, hasWebhook, pollNow)
        (self.test, self.deliveryReplayed, self.cannedReplies) = (test, deliveryReplayed, cannedReplies)
        (self.metrics, self.notReady, self.hook) = (metrics, notReady, hook)
    }
}
