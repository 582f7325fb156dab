internal import CCurl

/// One signed-in IMAP connection. libcurl connects, protects and signs in; from there on the dialogue is our own, because
/// libcurl 7.88 can neither PEEK nor IDLE, and takes lines of a mail for answers when it fetches by custom request.
///
/// A session runs on a thread of its own and may block it; every wait has a deadline. Cancelling a task that waits for a
/// session ends the session. After a failure of the connection (`broken`, `timeout`, `nonsense`, `tooLarge`, `cancelled`)
/// it is over: open another one. `logout` is polite, dropping the session is enough.
public actor IMAPSession {
    private let thread = BlockingThread()
    let settings: MailSettings
    private let server: MailServer
    private let login: MailLogin
    private let waker = Waker()
    private var wire: IMAPWire?
    private var lastTag = 0
    /// What the server can do, upper case: `IDLE`, `MOVE`, `UIDPLUS`.
    public private(set) var capabilities: Set<String> = []

    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    private init(_ server: MailServer, _ login: MailLogin, _ settings: MailSettings) {
        (self.server, self.login, self.settings) = (server, login, settings)
    }

    deinit { thread.stop() }

    /// Connects and signs in.
    public static func open(_ server: MailServer, login: MailLogin, settings: MailSettings) async throws(MailFailure)
        -> IMAPSession
    {
        let session = IMAPSession(server, login, settings)
        try await session.cancellable { session throws(MailFailure) in try session.connect() }
        return session
    }

    /// Whether commands may still be given.
    public var isOpen: Bool { wire != nil }

    /// Says goodbye.
    public func logout() async {
        _ = try? await cancellable { session throws(MailFailure) in
            _ = try session.command("LOGOUT")
        }
        wire = nil
    }

    // MARK: Opening

    private func connect() throws(MailFailure) {
        let handle = try MailHandle(scheme: "imap", path: "/", server, login, settings, waker: waker)
        do throws(EasyHandle.Refusal) {
            try handle.easy.set(CURLOPT_CONNECT_ONLY, true)
            try handle.easy.set(CURLOPT_TIMEOUT_MS, settings.limits.login)
        } catch {
            throw .of(.invalid, "libcurl cannot speak IMAP here")
        }
        let code = handle.perform()
        guard code == CURLE_OK else { throw IMAPFailure.ofLogin(code, handle) }
        wire = try IMAPWire(handle, limits: settings.limits, waker: waker)
        for case .data(nil, "CAPABILITY", let words) in try command("CAPABILITY").data {
            capabilities.formUnion(words.compactMap { $0.text?.uppercased() })
        }
    }

    // MARK: Dialogue

    /// How a command ended, and the untagged answers before that in the order they came, also those nobody asked for.
    struct Outcome {
        var status: IMAPStatusLine
        var data: [IMAPResponse] = []
    }

    /// Runs a piece of dialogue on the session's thread; cancelling the task wakes it and ends the session.
    func cancellable<Value: Sendable>(
        _ body: @Sendable (isolated IMAPSession) throws(MailFailure) -> Value
    ) async throws(MailFailure) -> Value {
        let result = await withTaskCancellationHandler {
            outcome(of: body)
        } onCancel: {
            waker.set()
        }
        return try result.get()
    }

    private func outcome<Value: Sendable>(
        of body: @Sendable (isolated IMAPSession) throws(MailFailure) -> Value
    ) -> Result<Value, MailFailure> {
        do throws(MailFailure) {
            return .success(try body(self))
        } catch {
            // Nobody knows where in the dialogue one stands.
            if [.broken, .timeout, .nonsense, .tooLarge, .cancelled].contains(error.code) { wire = nil }
            return .failure(error)
        }
    }

    func connection() throws(MailFailure) -> IMAPWire {
        guard let wire else { throw .of(.broken, "the session with \(server.destination.name) is over") }
        return wire
    }

    /// When a command that begins now must have ended.
    var deadline: ContinuousClock.Instant { .now + settings.limits.command }

    /// Gives a command and waits for its end; NO and BAD are failures.
    func command(_ text: String, isAboutFolder: Bool = false) throws(MailFailure) -> Outcome {
        let deadline = deadline
        let tag = try begin(text, until: deadline)
        return try finish(tag, of: text, until: deadline, isAboutFolder: isAboutFolder)
    }

    func begin(_ text: String, until deadline: ContinuousClock.Instant) throws(MailFailure) -> String {
        lastTag += 1
        let tag = "stw\(lastTag)"
        try connection().send("\(tag) \(text)\r\n".utf8, until: deadline)
        return tag
    }

    func finish(
        _ tag: String, of command: String, until deadline: ContinuousClock.Instant, isAboutFolder: Bool = false
    ) throws(MailFailure) -> Outcome {
        let wire = try connection()
        var data: [IMAPResponse] = []
        while true {
            switch try wire.response(until: deadline) {
            case .status(tag: tag, let status):
                guard status.word == "OK" else { throw refusal(of: command, status, isAboutFolder: isAboutFolder) }
                return Outcome(status: status, data: data)
            case .status(nil, let status) where status.word == "BYE" && command != "LOGOUT": throw farewell(status)
            case .status(.some, _): throw .of(.nonsense, "\(wire.name) answered a command that was not given")
            case let other: data.append(other)
            }
        }
    }

    /// Waits for the `+` after which more may be sent.
    func awaitGo(
        _ tag: String, of command: String, until deadline: ContinuousClock.Instant, isAboutFolder: Bool = false
    ) throws(MailFailure) {
        let wire = try connection()
        while true {
            switch try wire.response(until: deadline) {
            case .goOn: return
            case .status(tag: tag, let status) where status.word != "OK":
                throw refusal(of: command, status, isAboutFolder: isAboutFolder)
            case .status(.some, _): throw .of(.nonsense, "\(wire.name) ended a command before its data")
            case .status(nil, let status) where status.word == "BYE": throw farewell(status)
            default: break
            }
        }
    }

    /// The server said BYE.
    func farewell(_ status: IMAPStatusLine) -> MailFailure {
        wire = nil
        return .of(.temporary, "\(server.destination.name) ended the session", reply: status.shown)
    }

    private func refusal(of command: String, _ status: IMAPStatusLine, isAboutFolder: Bool) -> MailFailure {
        // The verb only: what follows names folders and mails.
        let words = command.split(separator: " ")
        let verb = words.first == "UID" ? words.prefix(2).joined(separator: " ") : String(words.first ?? "")
        return .of(
            IMAPFailure.code(of: status, isAboutFolder: isAboutFolder), "\(server.destination.name) refused \(verb)",
            reply: status.shown)
    }
}
