/// Hands mails to one SMTP server, one after the other, each on a connection of its own. It runs on a thread of its own;
/// cancelling a task that sends ends that delivery.
public actor SMTPSession {
    /// Who gets a mail, and from whom it comes: bare addresses, without names.
    public struct Envelope: Sendable, Hashable {
        /// Where bounces go; empty for mails that must bounce nowhere.
        public var sender: String
        public var recipients: [String]

        public init(from sender: String, to recipients: [String]) { (self.sender, self.recipients) = (sender, recipients) }
    }

    /// What a server said when it took a mail.
    public struct Receipt: Sendable, Hashable {
        /// `250 2.0.0 queued as 4XyZ`.
        public var reply: String

        public init(reply: String) { self.reply = reply }
    }

    private let thread = BlockingThread()
    private let server: MailServer
    private let login: MailLogin?
    private let settings: MailSettings
    private let hostName: String

    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// - Parameters:
    ///   - login: nil for a relay that wants none.
    ///   - hostName: how we greet (EHLO): letters, digits, dots and dashes.
    public init(_ server: MailServer, login: MailLogin?, hostName: String = "localhost", settings: MailSettings) {
        (self.server, self.login, self.hostName, self.settings) = (server, login, hostName, settings)
    }

    deinit { thread.stop() }

    /// Delivers a mail to the server; with several recipients all of them must be taken. The mail is sent as it is, but for
    /// line ends (CR LF everywhere) and dots (stuffed).
    /// - Throws: `MailFailure`; `dataLeft` says whether it may have been delivered all the same.
    public func send(_ mail: [UInt8], _ envelope: Envelope) async throws(MailFailure) -> Receipt {
        try await cancellable { [self] waker throws(MailFailure) in
            try check(hostName)
            try check(envelope)
            return try SMTPDelivery((mail, envelope), server, login, hostName, settings, waker).run()
        }
    }

    /// Connects, signs in and leaves: whether mail could be handed over.
    public func signIn() async throws(MailFailure) {
        try await cancellable { [self] waker throws(MailFailure) in
            try check(hostName)
            try SMTPDelivery(nil, server, login, hostName, settings, waker).signIn()
        }
    }

    /// Runs a dialogue that ends when its task is cancelled.
    private func cancellable<Value: Sendable>(_ body: (Waker) throws(MailFailure) -> Value) async throws(MailFailure) -> Value {
        let waker = Waker()
        let result: Result<Value, MailFailure> = await withTaskCancellationHandler {
            do throws(MailFailure) {
                return .success(try body(waker))
            } catch {
                return .failure(error)
            }
        } onCancel: {
            waker.set()
        }
        return try result.get()
    }

    private func check(_ hostName: String) throws(MailFailure) {
        guard !hostName.isEmpty, hostName.utf8.allSatisfy(Self.isHostByte) else {
            throw .of(.invalid, "the name given with EHLO is no host name")
        }
    }

    /// libcurl 7.88 would send a line end in an address as it is: a command of a stranger's choice.
    private func check(_ envelope: Envelope) throws(MailFailure) {
        guard envelope.sender.isEmpty || Self.isAddress(envelope.sender) else {
            throw .of(.invalid, "the sender is no bare mail address")
        }
        guard !envelope.recipients.isEmpty, envelope.recipients.count <= 100, envelope.recipients.allSatisfy(Self.isAddress)
        else {
            throw .of(.invalid, "the recipients are none, too many, or not all bare mail addresses")
        }
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
        }
    }

    /// `local@domain` and nothing around it: what could end the address or the command is refused, quoted forms too.
    static func isAddress(_ text: String) -> Bool {
        guard text.utf8.count <= 320, let at = text.lastIndex(of: "@"), at != text.startIndex else { return false }
        let domain = text[text.index(after: at)...]
        guard let first = domain.first, first != ".", first != "-" else { return false }
        return text.unicodeScalars.allSatisfy { scalar in
            scalar.value > 0x20 && !(0x7f...0xa0).contains(scalar.value) && !"<>,;:\"\\()[]".unicodeScalars.contains(scalar)
        }
    }
}
