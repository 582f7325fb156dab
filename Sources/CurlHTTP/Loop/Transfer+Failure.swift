internal import CCurl
internal import HTTPCore

extension Transfer {
    /// The failure behind a libcurl code, sorted for whoever must decide what to do next.
    func failure(of code: CURLcode) -> HTTPFailure {
        if let interruption { return interrupted(interruption) }
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            return failure(.dns, "the name \(request.url.host) was not found", "Check the host name and the resolver.")
        case CURLE_COULDNT_CONNECT:
            if judge?.refusedEverything == true { return forbidden() }
            return failure(.connect, "\(peer) could not be reached", "Check that the platform is up; it is tried again.")
        case CURLE_OPERATION_TIMEDOUT: return timedOut()
        // Once the request has left, "unsupported" is what libcurl calls an answer without a status line.
        case CURLE_UNSUPPORTED_PROTOCOL where !requestLeft, CURLE_URL_MALFORMAT, CURLE_BAD_FUNCTION_ARGUMENT:
            return failure(.invalid, "libcurl cannot send this call to \(peer)", "Correct the address.")
        // libcurl takes no header line beyond 100 KiB, and calls that so.
        case CURLE_OUT_OF_MEMORY where requestLeft && !head.isComplete:
            return interrupted((.tooLarge, "sent a header of more than 100 KiB"))
        default:
            if Self.tlsCodes.contains(code.rawValue) { return untrusted(code) }
            let text = String(cString: curl_easy_strerror(code))
            return failure(.broken, "\(peer) broke off or spoke no HTTP (\(text))", "It is tried again where that is safe.")
        }
    }

    func forbidden() -> HTTPFailure {
        let advice = "Private addresses, plain http and ports other than 443 need an entry in network.allow of stellwerk.yaml"
        return failure(
            .forbidden, "\(peer) may not be called", request.unixSocket == nil ? "\(advice): \"\(peer)\"." : "\(advice).")
    }

    func timedOut() -> HTTPFailure {
        let advice = "The platform is slow or unreachable; it is tried again where that is safe."
        guard requestLeft else { return failure(.timeout, "no connection to \(peer) within \(limits.connect.text)", advice) }
        return failure(.timeout, "\(peer) gave no whole answer within \((limits.total ?? limits.connect).text)", advice)
    }

    func silent() -> HTTPFailure {
        guard case .whole = receiver else {
            return failure(.timeout, "\(peer) was silent for \(limits.silence.text)", "Open the stream again.")
        }
        let advice = "The platform is slow; it is tried again where that is safe."
        return failure(.timeout, "\(peer) gave less than 1 KiB a second for \(limits.silence.text)", advice)
    }

    func waitedTooLong() -> HTTPFailure {
        let waited = (waitingDeadline - startedAt).text
        return failure(
            .timeout, "no connection to \(peer) was free within \(waited)",
            "Earlier calls of this channel hang; it is tried again.")
    }

    func crowdedOut(waiting: Int) -> HTTPFailure {
        failure(.busy, "\(waiting) calls wait already before the one to \(peer)", "Slow the channel down; it is tried again.")
    }

    func cancelled() -> HTTPFailure { failure(.cancelled, "the call to \(peer) was cancelled", "Nothing needs to be done.") }

    private func interrupted(_ own: (code: HTTPFailure.Code, reason: String)) -> HTTPFailure {
        switch own.code {
        case .forbidden where own.reason.isEmpty: return forbidden()
        case .forbidden, .tooManyRedirects:
            return failure(own.code, "\(peer) \(own.reason)", "Enter the final address in the channel's settings.")
        case .tooLarge:
            return failure(.tooLarge, "\(peer) \(own.reason)", "Ask for smaller pages, or raise the limit of this call.")
        default: return failure(own.code, "\(peer): \(own.reason)", "Look on the platform whether it took effect.")
        }
    }

    private func untrusted(_ code: CURLcode) -> HTTPFailure {
        var text = easy?.lastError ?? ""
        if text.isEmpty { text = String(cString: curl_easy_strerror(code)) }
        let advice = "Check the certificate of the platform, and that the package ca-certificates is installed."
        return failure(.tls, "no safe connection to \(peer): \(text)", advice)
    }

    private func failure(_ code: HTTPFailure.Code, _ message: String, _ advice: String) -> HTTPFailure {
        HTTPFailure(code, message, advice: advice, requestLeft: requestLeft)
    }

    private static let tlsCodes: Set<UInt32> = Set(
        [
            CURLE_SSL_CONNECT_ERROR, CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER,
            CURLE_PEER_FAILED_VERIFICATION, CURLE_USE_SSL_FAILED, CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_SHUTDOWN_FAILED, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT,
        ].map(\.rawValue))
}
