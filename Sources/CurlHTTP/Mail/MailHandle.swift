internal import CCurl

/// A libcurl handle on its way to one mail server: where, how protected, as whom; and what was said on the way.
/// It belongs to its session's thread.
final class MailHandle {
    let easy: EasyHandle
    let server: MailServer
    /// Whether an OAuth token is presented instead of a password.
    let usesToken: Bool
    private let judge: SocketGuard
    private let waker: Waker
    private var givesUpAt: ContinuousClock.Instant?
    /// What the server said, line by line, without line ends; the last ones.
    private(set) var heard: [String] = []
    /// What is told of each line the server says and each command libcurl writes.
    var onLine: ((String) -> Void)?
    var onCommand: ((String) -> Void)?

    init(scheme: String, path: String, _ server: MailServer, _ login: MailLogin?, _ settings: MailSettings, waker: Waker)
        throws(MailFailure)
    {
        (self.server, self.waker) = (server, waker)
        if case .token? = login?.secret { usesToken = true } else { usesToken = false }
        let name = server.destination.name
        if let login, !login.isSendable {
            throw .of(.invalid, "user name or secret for \(name) is empty or has a control character")
        }
        guard settings.policy.admits(server.destination) else { throw .of(.forbidden, "\(name) may not be reached") }
        judge = SocketGuard(policy: settings.policy, destination: server.destination)
        do throws(EasyHandle.Refusal) {
            easy = try EasyHandle()
            try easy.setHouseRules(extraCAFile: settings.extraCAFile)
            try easy.guardSockets(by: judge)
            try setAddress(scheme: scheme, path: path)
            try login.map(setLogin)
            try easy.set(CURLOPT_CONNECTTIMEOUT_MS, settings.limits.connect)
            try setCallbacks()
        } catch {
            throw .of(.invalid, "the address of \(name) cannot be used (\(String(cString: curl_easy_strerror(error.code))))")
        }
    }

    private func setAddress(scheme: String, path: String) throws(EasyHandle.Refusal) {
        guard let url = curl_url() else { throw .init(code: CURLE_OUT_OF_MEMORY) }
        defer { curl_url_cleanup(url) }
        let host = server.host.contains(":") && !server.host.hasPrefix("[") ? "[\(server.host)]" : server.host
        let scheme = server.security == .tls ? scheme + "s" : scheme
        for (part, text) in [
            (CURLUPART_SCHEME, scheme), (CURLUPART_HOST, host), (CURLUPART_PORT, "\(server.port)"), (CURLUPART_PATH, path),
        ] {
            guard !text.utf8.contains(0), curl_url_set(url, part, text, 0) == CURLUE_OK else {
                throw .init(code: CURLE_URL_MALFORMAT)
            }
        }
        // libcurl keeps a copy of its own from here on only when the transfer begins: the text is what it is given.
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(url, CURLUPART_URL, &text, 0) == CURLUE_OK, let text else { throw .init(code: CURLE_URL_MALFORMAT) }
        defer { curl_free(text) }
        try easy.set(CURLOPT_URL, String(cString: text))
        try easy.set(CURLOPT_PROTOCOLS_STR, scheme)
        try easy.set(CURLOPT_USE_SSL, Int(server.security == .startTLS ? CURLUSESSL_ALL.rawValue : CURLUSESSL_NONE.rawValue))
    }

    private func setLogin(_ login: MailLogin) throws(EasyHandle.Refusal) {
        try easy.set(CURLOPT_USERNAME, login.user)
        switch login.secret {
        case .password(let password): try easy.set(CURLOPT_PASSWORD, password)
        case .token(let token, let scheme):
            try easy.set(CURLOPT_XOAUTH2_BEARER, token)
            if scheme != .offered { try easy.set(CURLOPT_LOGIN_OPTIONS, scheme.rawValue) }
        }
    }

    private func setCallbacks() throws(EasyHandle.Refusal) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        try easy.check(
            stw_set_data_function(easy.pointer, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
                guard let bytes, let context else { return 0 }
                let line = String(decoding: UnsafeRawBufferPointer(start: bytes, count: size * count), as: UTF8.self)
                Unmanaged<MailHandle>.fromOpaque(context).takeUnretainedValue().hear(line)
                return size * count
            })
        try easy.set(CURLOPT_HEADERDATA, context)
        try easy.check(
            stw_set_progress(easy.pointer) { context, _, _, _, _ in
                guard let context else { return 1 }
                return Unmanaged<MailHandle>.fromOpaque(context).takeUnretainedValue().goesOn ? 0 : 1
            })
        try easy.set(CURLOPT_XFERINFODATA, context)
        try easy.set(CURLOPT_NOPROGRESS, false)
        try easy.check(
            stw_set_debug(easy.pointer) { _, kind, bytes, count, context in
                guard kind == CURLINFO_HEADER_OUT, let bytes, let context else { return 0 }
                // The verb only: what follows may be a secret.
                let verb = UnsafeRawBufferPointer(start: bytes, count: count).prefix { $0 > 0x20 }.prefix(16)
                Unmanaged<MailHandle>.fromOpaque(context).takeUnretainedValue().onCommand?(
                    String(decoding: verb, as: UTF8.self))
                return 0
            })
        try easy.set(CURLOPT_DEBUGDATA, context)
        try easy.set(CURLOPT_VERBOSE, true)
    }

    /// Asked about once a second while libcurl waits.
    private var goesOn: Bool { !waker.isSet && givesUpAt.map { .now < $0 } != false }

    /// Ends whatever libcurl still waits for.
    func giveUp(after duration: Duration) { givesUpAt = .now + duration }

    private func hear(_ line: String) {
        let line = MailFailure.shown(line)
        if heard.count == 64 { heard.removeFirst() }
        heard.append(line)
        onLine?(line)
    }

    /// Blocks until libcurl has done what it was set up for.
    func perform() -> CURLcode { curl_easy_perform(easy.pointer) }

    /// The failure behind a code that has nothing to do with what was asked: network, protection, cancellation.
    /// nil where the server's words must be read.
    func networkFailure(of code: CURLcode, dataLeft: Bool = false) -> MailFailure? {
        let name = server.destination.name
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: return .of(.dns, "the name \(server.destination.host) was not found")
        case CURLE_COULDNT_CONNECT:
            if judge.refusedEverything { return .of(.forbidden, "\(name) may not be reached") }
            return .of(.connect, "\(name) could not be reached")
        case CURLE_USE_SSL_FAILED: return .of(.noStartTLS, "\(name) does not offer STARTTLS", reply: heard.last)
        case CURLE_OPERATION_TIMEDOUT:
            return .of(.timeout, "\(name) did not answer in time", reply: heard.last, dataLeft: dataLeft)
        case CURLE_ABORTED_BY_CALLBACK:
            return .of(.cancelled, "the conversation with \(name) was cancelled", dataLeft: dataLeft)
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CIPHER,
            CURLE_SSL_CERTPROBLEM, CURLE_SSL_ISSUER_ERROR:
            let text = easy.lastError.isEmpty ? String(cString: curl_easy_strerror(code)) : easy.lastError
            return .of(.tls, "no safe connection to \(name): \(text)")
        case CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE:
            return .of(.broken, "\(name) closed the connection", reply: heard.last, dataLeft: dataLeft)
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_FUNCTION_ARGUMENT:
            return .of(.invalid, "the address \(name) cannot be used")
        default: return nil
        }
    }
}
