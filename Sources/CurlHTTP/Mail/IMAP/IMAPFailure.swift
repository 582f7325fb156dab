internal import CCurl

/// Tells apart what libcurl lumps together: one code stands for a wrong password, a full server and a missing folder.
enum IMAPFailure {
    /// Why connecting and signing in failed, by libcurl's code and the server's own words.
    static func ofLogin(_ code: CURLcode, _ handle: MailHandle) -> MailFailure {
        let name = handle.server.destination.name
        let last = handle.heard.last
        if let last, last.hasPrefix("* BYE") {
            return .of(.temporary, "\(name) turned us away", reply: String(last.dropFirst(2)))
        }
        // libcurl passes over what it does not understand, until the time is up.
        let isForeign = handle.heard.first?.hasPrefix("*") == false
        if code != CURLE_LOGIN_DENIED, !isForeign, let failure = handle.networkFailure(of: code) { return failure }
        guard code == CURLE_LOGIN_DENIED, let last else {
            return .of(.nonsense, "\(name) spoke no IMAP (\(String(cString: curl_easy_strerror(code))))", reply: last)
        }
        // XOAUTH2: the reason comes as a challenge, and libcurl hangs up there.
        if handle.usesToken, last.hasPrefix("+") { return .of(.tokenRefused, "\(name) refused the token") }
        guard case .status(_, let status)? = try? IMAPParser.response([.line(Array(last.utf8))]), status.word != "OK" else {
            return .of(.refused, "\(name) offers no login we know", reply: last)
        }
        let sorted = self.code(of: status, isAboutFolder: false)
        let isRefusal = sorted == .refused || sorted == .credentialsRefused
        return .of(
            isRefusal ? (handle.usesToken ? .tokenRefused : .credentialsRefused) : sorted,
            "\(name) refused the \(handle.usesToken ? "token" : "login")", reply: status.shown)
    }

    /// RFC 5530 names most reasons; where a server gives none, what was asked decides.
    static func code(of status: IMAPStatusLine, isAboutFolder: Bool) -> MailFailure.Code {
        switch status.code {
        case "AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED", "EXPIRED", "PRIVACYREQUIRED", "CONTACTADMIN", "WEBALERT":
            .credentialsRefused
        case "UNAVAILABLE", "LIMIT", "INUSE", "SERVERBUG", "THROTTLED": .temporary
        case "NOPERM": .permission
        case "OVERQUOTA", "TOOBIG": .rejected
        case "TRYCREATE", "NONEXISTENT": .noFolder
        default: isAboutFolder && status.word == "NO" ? .noFolder : .refused
        }
    }
}
