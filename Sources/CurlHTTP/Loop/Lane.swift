internal import CCurl

/// The calls of one lane: how many run, which wait, and the connections they keep.
///
/// All lanes live in one multi handle, but each has a share object whose connection cache is its own: libcurl looks for a kept
/// connection nowhere else, so no lane ever waits for, or speaks over, another's. It belongs to the loop's thread.
final class Lane {
    let connections: UnsafeMutableRawPointer
    private(set) var running = 0
    private(set) var waiting: [Transfer] = []
    /// When the last call ended; nil while one runs.
    private(set) var idleSince: ContinuousClock.Instant?

    init() {
        CurlLibrary.ready()
        guard let share = curl_share_init() else { preconditionFailure("out of memory") }
        connections = share
        // Tickets of TLS sessions too: a fresh connection to a known server saves a round trip.
        for kind in [CURL_LOCK_DATA_CONNECT, CURL_LOCK_DATA_SSL_SESSION] {
            let code = stw_share(share, kind)
            precondition(code == CURLSHE_OK, "libcurl cannot keep connections: \(String(cString: curl_share_strerror(code)))")
        }
    }

    // Closes what it kept. No transfer uses it any more, or libcurl would refuse and leak.
    deinit { curl_share_cleanup(connections) }

    func began() {
        running += 1
        idleSince = nil
    }

    func ended(at now: ContinuousClock.Instant) {
        running -= 1
        if running == 0 { idleSince = now }
    }

    func append(_ transfer: Transfer) { waiting.append(transfer) }

    func nextWaiting() -> Transfer? { waiting.isEmpty ? nil : waiting.removeFirst() }

    /// Takes a transfer out of the line; false if it did not stand there.
    func leave(_ transfer: Transfer) -> Bool {
        guard let index = waiting.firstIndex(where: { $0 === transfer }) else { return false }
        waiting.remove(at: index)
        return true
    }
}
