internal import CCurl
internal import Glibc

/// The dialogue itself, on a connection that libcurl has opened and signed in on: lines and literals out and in, each wait
/// with a deadline. It belongs to its session's thread.
final class IMAPWire {
    private let handle: MailHandle
    private let socket: Int32
    private let limits: MailLimits
    private let waker: Waker
    private var buffer: [UInt8] = []
    private var position = 0
    private var scratch = [UInt8](repeating: 0, count: 64 << 10)

    init(_ handle: MailHandle, limits: MailLimits, waker: Waker) throws(MailFailure) {
        var socket: curl_socket_t = -1
        guard stw_get_socket(handle.easy.pointer, &socket) == CURLE_OK, socket >= 0 else {
            throw .of(.broken, "\(handle.server.destination.name) closed the connection after the login")
        }
        (self.handle, self.socket, self.limits, self.waker) = (handle, socket, limits, waker)
    }

    var name: String { handle.server.destination.name }

    // MARK: Out

    func send(_ bytes: some Collection<UInt8>, until deadline: ContinuousClock.Instant) throws(MailFailure) {
        let bytes = Array(bytes)
        var sent = 0
        while sent < bytes.count {
            var count = 0
            let code = bytes[sent...].withUnsafeBytes { curl_easy_send(handle.easy.pointer, $0.baseAddress, $0.count, &count) }
            if code == CURLE_AGAIN {
                try wait(for: POLLOUT, until: deadline)
            } else if code == CURLE_OK {
                sent += count
            } else {
                throw .of(.broken, "\(name) closed the connection")
            }
        }
    }

    // MARK: In

    /// The next answer, whole.
    func response(until deadline: ContinuousClock.Instant) throws(MailFailure) -> IMAPResponse {
        var pieces: [IMAPParser.Piece] = []
        var lineBytes = 0
        while true {
            let line = try line(until: deadline, most: limits.lineBytes - lineBytes)
            lineBytes += line.count
            let isText = pieces.isEmpty && IMAPParser.isText(line)
            pieces.append(.line(line))
            guard !isText, let size = IMAPParser.announced(by: line) else { break }
            guard size <= limits.literalBytes else {
                throw .of(.tooLarge, "\(name) announced \(size) bytes, more than \(limits.literalBytes)")
            }
            pieces.append(.literal(try bytes(size, until: deadline)))
        }
        do throws(IMAPParser.Nonsense) {
            return try IMAPParser.response(pieces)
        } catch {
            throw .of(.nonsense, "\(name) sent what is no IMAP: \(error.reason)")
        }
    }

    /// Whether anything comes before the deadline; cancellation and a closed connection throw.
    func isHeard(before deadline: ContinuousClock.Instant) throws(MailFailure) -> Bool {
        if position < buffer.count { return true }
        do throws(MailFailure) {
            try fill(until: deadline)
            return true
        } catch {
            if error.code == .timeout { return false }
            throw error
        }
    }

    private func line(until deadline: ContinuousClock.Instant, most: Int) throws(MailFailure) -> [UInt8] {
        var searched = 0
        while true {
            if let end = buffer[(position + searched)...].firstIndex(of: 0x0a) {
                defer { consume(upTo: end + 1) }
                let isPaired = end > position && buffer[end - 1] == 0x0d
                return Array(buffer[position..<(isPaired ? end - 1 : end)])
            }
            searched = buffer.count - position
            guard searched <= most else { throw .of(.tooLarge, "\(name) sent a line of more than \(limits.lineBytes) bytes") }
            try fill(until: deadline)
        }
    }

    private func bytes(_ count: Int, until deadline: ContinuousClock.Instant) throws(MailFailure) -> [UInt8] {
        while buffer.count - position < count { try fill(until: deadline) }
        defer { consume(upTo: position + count) }
        return Array(buffer[position..<(position + count)])
    }

    private func consume(upTo end: Int) {
        position = end
        guard position == buffer.count else { return }
        buffer.removeAll(keepingCapacity: buffer.capacity <= 1 << 20)
        position = 0
    }

    private func fill(until deadline: ContinuousClock.Instant) throws(MailFailure) {
        if position > 1 << 20 {
            buffer.removeFirst(position)
            position = 0
        }
        while true {
            var count = 0
            let code = curl_easy_recv(handle.easy.pointer, &scratch, scratch.count, &count)
            if code == CURLE_AGAIN {
                try wait(for: POLLIN, until: deadline)
            } else if code == CURLE_OK, count > 0 {
                buffer.append(contentsOf: scratch[..<count])
                return
            } else {
                throw .of(.broken, "\(name) closed the connection")
            }
        }
    }

    private func wait(for event: Int32, until deadline: ContinuousClock.Instant) throws(MailFailure) {
        while true {
            if waker.isSet { throw .of(.cancelled, "the conversation with \(name) was cancelled") }
            let left = deadline - .now
            guard left > .zero else { throw .of(.timeout, "\(name) did not answer in time") }
            var watched = [
                pollfd(fd: socket, events: Int16(event), revents: 0),
                pollfd(fd: waker.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            let ready = poll(&watched, 2, Int32(min(left.milliseconds + 1, 60_000)))
            guard ready >= 0 || errno == EINTR else { throw .of(.broken, "waiting for \(name) failed") }
            if ready > 0, watched[0].revents != 0 { return }
        }
    }
}
