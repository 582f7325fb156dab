internal import CCurl

/// One mail on its way, or a sign-in with no mail: libcurl speaks, and this listens to where in the dialogue it stands, because
/// that decides what a failure means. It belongs to its session's thread.
final class SMTPDelivery {
    private enum Phase { case greeting, sender, recipients, content }

    private let handle: MailHandle
    private let mail: [UInt8]
    private var given = 0
    private var phase = Phase.greeting
    /// Whether libcurl was given the whole mail, so that the final dot may have left.
    private var isComplete = false
    /// The server's answer after the final dot.
    private var verdict: String?
    /// What the server said no with, if it did.
    private var refusal: String?

    /// - Parameter letter: nil to sign in and leave.
    init(
        _ letter: (mail: [UInt8], envelope: SMTPSession.Envelope)?, _ server: MailServer, _ login: MailLogin?,
        _ hostName: String, _ settings: MailSettings, _ waker: Waker
    ) throws(MailFailure) {
        handle = try MailHandle(scheme: "smtp", path: "/\(hostName)", server, login, settings, waker: waker)
        mail = MailText.withLineEnds(letter?.mail ?? [])
        do throws(EasyHandle.Refusal) {
            // Closed here and now, not when the handle goes: there no callback could end the farewell.
            try handle.easy.set(CURLOPT_FORBID_REUSE, true)
            if let letter {
                try setUp(letter.envelope, settings)
            } else {
                try handle.easy.set(CURLOPT_CONNECT_ONLY, true)
                try handle.easy.set(CURLOPT_TIMEOUT_MS, settings.limits.login)
            }
        } catch {
            throw .of(.invalid, "libcurl cannot send this mail")
        }
        handle.onCommand = { [unowned self] verb in hear(command: verb) }
        handle.onLine = { [unowned self] line in hear(line: line) }
    }

    private func setUp(_ envelope: SMTPSession.Envelope, _ settings: MailSettings) throws(EasyHandle.Refusal) {
        let easy = handle.easy
        try easy.set(CURLOPT_TIMEOUT_MS, settings.limits.command)
        try easy.set(CURLOPT_MAIL_FROM, envelope.sender)
        try easy.set(CURLOPT_MAIL_RCPT, list: envelope.recipients)
        try easy.set(CURLOPT_UPLOAD, true)
        try easy.check(stw_set_offset(easy.pointer, CURLOPT_INFILESIZE_LARGE, curl_off_t(mail.count)))
        try easy.check(
            stw_set_data_function(easy.pointer, CURLOPT_READFUNCTION) { bytes, size, count, context in
                guard let bytes, let context else { return Int(CURL_READFUNC_ABORT) }
                let room = UnsafeMutableRawBufferPointer(start: bytes, count: size * count)
                return Unmanaged<SMTPDelivery>.fromOpaque(context).takeUnretainedValue().give(room)
            })
        try easy.set(CURLOPT_READDATA, Unmanaged.passUnretained(self).toOpaque())
    }

    // MARK: What libcurl calls

    private func give(_ room: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(room.count, mail.count - given)
        mail[given..<(given + count)].withUnsafeBytes { room.copyMemory(from: $0) }
        given += count
        // Once the last byte is given, libcurl writes the final dot without asking again.
        isComplete = given == mail.count
        return count
    }

    private func hear(command verb: String) {
        switch verb {
        case "MAIL": phase = .sender
        case "RCPT": phase = .recipients
        case "DATA": phase = .content
        // libcurl waits for the answer to its farewell; nobody else does.
        case "QUIT": handle.giveUp(after: .seconds(1))
        default: break
        }
    }

    private func hear(line: String) {
        // `250-…` goes on; the line with a space after its number is the answer.
        guard number(of: line) != nil, line.dropFirst(3).first != "-" else { return }
        // What follows the first of them belongs to QUIT.
        if isComplete {
            verdict = verdict ?? line
        } else if line.hasPrefix("4") || line.hasPrefix("5") {
            refusal = refusal ?? line
        }
    }

    private func number(of line: String) -> Int? {
        let digits = line.utf8.prefix(3)
        return digits.count == 3 && digits.allSatisfy { (48...57).contains($0) } ? Int(line.prefix(3)) : nil
    }

    // MARK: Outcome

    /// Blocks until the mail is taken or refused.
    func run() throws(MailFailure) -> SMTPSession.Receipt {
        let code = handle.perform()
        if let verdict, verdict.hasPrefix("2") { return SMTPSession.Receipt(reply: verdict) }
        throw failure(of: code)
    }

    /// Blocks until the server has let us in, or not.
    func signIn() throws(MailFailure) {
        let code = handle.perform()
        guard code == CURLE_OK else { throw failure(of: code) }
    }

    private func failure(of code: CURLcode) -> MailFailure {
        let name = handle.server.destination.name
        if let verdict {
            return .of(verdict.hasPrefix("4") ? .temporary : .rejected, "\(name) did not take the mail", reply: verdict)
        }
        // The whole mail has left and no verdict came: nobody knows.
        if isComplete { return .of(.unknownDelivery, "contact to \(name) was lost after the mail had left", dataLeft: true) }
        if code == CURLE_LOGIN_DENIED { return loginFailure() }
        let isAnswered = [CURLE_SEND_ERROR, CURLE_WEIRD_SERVER_REPLY, CURLE_REMOTE_ACCESS_DENIED].contains(code)
        if isAnswered, let refusal, let number = number(of: refusal) {
            return .of(sorted(number, refusal), "\(name) \(refused)", reply: refusal)
        }
        let reply = handle.heard.last
        if code == CURLE_SEND_ERROR { return .of(.broken, "\(name) closed the connection", reply: reply) }
        return handle.networkFailure(of: code)
            ?? .of(.nonsense, "\(name) spoke no SMTP (\(String(cString: curl_easy_strerror(code))))", reply: reply)
    }

    private var refused: String {
        switch phase {
        case .greeting: "turned us away"
        case .sender: "refused the sender"
        case .recipients: "refused a recipient"
        case .content: "refused the mail"
        }
    }

    /// The classes of RFC 5321, 4.2 and RFC 3463, by where in the dialogue it was said.
    private func sorted(_ number: Int, _ reply: String) -> MailFailure.Code {
        if number < 500 { return .temporary }
        if number == 530 || reply.dropFirst(4).hasPrefix("5.7.") { return .permission }
        return switch phase {
        case .recipients where [550, 551, 553].contains(number): .noRecipient
        case .greeting, .sender: number == 552 ? .rejected : .permission
        default: .rejected
        }
    }

    private func loginFailure() -> MailFailure {
        let (name, what) = (handle.server.destination.name, handle.usesToken ? "token" : "login")
        if let refusal {
            if refusal.hasPrefix("4") { return .of(.temporary, "\(name) cannot check the \(what) now", reply: refusal) }
            return .of(handle.usesToken ? .tokenRefused : .credentialsRefused, "\(name) refused the \(what)", reply: refusal)
        }
        // The reason for a refused token comes as a challenge, and libcurl hangs up there.
        if handle.usesToken, handle.heard.last?.hasPrefix("334") == true {
            return .of(.tokenRefused, "\(name) refused the token")
        }
        return .of(.refused, "\(name) offers no login we know", reply: handle.heard.last)
    }
}
