import Glibc
public import HTTPCore
import Synchronization

/// A client that sends exactly the bytes it is given: for what no proper client would send. It blocks; use it in `onThread`.
public final class RawClient: Sendable {
    /// What went wrong; `timeout` means that the server said nothing for ten seconds.
    public enum Failure: Error, Sendable, Hashable {
        case refused(errno: Int32)
        case timeout
        case closed
        case reset
        case malformed(String)
    }

    private let descriptor: Int32
    private let rest = Mutex<[UInt8]>([])

    /// Connects to a port of this machine.
    /// - Parameters:
    ///   - source: our own address, of 127.0.0.0/8.
    ///   - receiveBuffer: bytes that the kernel holds for us; small ones make a slow reader.
    public init(port: UInt16, from source: String? = nil, receiveBuffer: Int32? = nil) throws(Failure) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if let receiveBuffer { set(SO_RCVBUF, receiveBuffer) }
        if let source {
            var own = Self.name(source, 0)
            _ = withUnsafePointer(to: &own) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        }
        var name = Self.name("127.0.0.1", port)
        try connect(&name, socklen_t(MemoryLayout<sockaddr_in>.size))
    }

    private static func name(_ host: String, _ port: UInt16) -> sockaddr_in {
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        inet_pton(AF_INET, host, &name.sin_addr)
        return name
    }

    /// Connects to a socket file.
    public init(path: String) throws(Failure) {
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: path.utf8) }
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        try connect(&name, socklen_t(MemoryLayout<sockaddr_un>.size))
    }

    deinit { close(descriptor) }

    private func connect<Address>(_ name: inout Address, _ size: socklen_t) throws(Failure) {
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        let length = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, length)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, length)
        let status = withUnsafePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(descriptor, $0, size) }
        }
        guard status == 0 else { throw .refused(errno: errno) }
    }

    private func set(_ option: Int32, _ value: Int32) {
        var value = value
        setsockopt(descriptor, SOL_SOCKET, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }
}

// MARK: - Sending

extension RawClient {
    public func send(_ text: String) throws(Failure) { try send(Array(text.utf8)) }

    public func send(_ bytes: [UInt8]) throws(Failure) {
        var left = bytes[...]
        while !left.isEmpty {
            let count = left.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { throw failure(errno) }
            left = left.dropFirst(count)
        }
    }

    /// Sends one request in good form.
    public func send(
        _ method: String, _ target: String, headers: [(String, String)] = [], body: [UInt8] = []
    ) throws(Failure) {
        var head = "\(method) \(target) HTTP/1.1\r\nHost: test\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        if !body.isEmpty { head += "Content-Length: \(body.count)\r\n" }
        try send(Array((head + "\r\n").utf8) + body)
    }

    /// Sends a byte every few milliseconds until the server closes, which is what a slow-loris client does.
    /// - Throws: `timeout` when all was sent and the server still listens.
    public func drip(_ bytes: [UInt8]) throws(Failure) {
        for byte in bytes {
            var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&event, 1, 5) == 0 else { return try waitForClose() }
            do throws(Failure) { try send([byte]) } catch { return }
        }
        throw .timeout
    }

    /// Waits a moment for the server to say something, or to close.
    public func listen(forMilliseconds limit: Int32) {
        var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        poll(&event, 1, limit)
    }

    /// Says that nothing more comes, and keeps listening.
    public func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Closes at once with a reset.
    public func reset() {
        var abrupt = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &abrupt, socklen_t(MemoryLayout<linger>.size))
        dup2(open("/dev/null", O_RDWR), descriptor)
    }
}

// MARK: - Receiving

/// An answer as it came.
public struct RawAnswer: Sendable {
    public var status: Int
    public var headers: HTTPHeaders
    public var body: [UInt8]

    public var text: String { String(decoding: body, as: UTF8.self) }
}

extension RawClient {
    /// Reads one answer: by its length, or its chunks, or none where there can be none.
    public func receive(isHead: Bool = false) throws(Failure) -> RawAnswer {
        var answer = try receiveHead()
        guard !isHead, answer.status >= 200, answer.status != 204, answer.status != 304 else { return answer }
        if answer.headers["Transfer-Encoding"] == "chunked" {
            while let chunk = try receiveChunk() { answer.body += chunk }
        } else if let length = answer.headers["Content-Length"].flatMap({ Int($0) }) {
            answer.body = try take(length)
        } else {
            answer.body = try receiveToEnd()
        }
        return answer
    }

    /// Reads up to the empty line.
    public func receiveHead() throws(Failure) -> RawAnswer {
        let status = try line()
        let parts = status.split(separator: " ", maxSplits: 2)
        guard parts.count >= 2, parts[0] == "HTTP/1.1", let code = Int(parts[1]) else { throw .malformed(status) }
        var headers = HTTPHeaders()
        while case let field = try line(), !field.isEmpty {
            guard let colon = field.firstIndex(of: ":") else { throw .malformed(field) }
            headers.add(String(field[..<colon]), String(field[field.index(after: colon)...].drop { $0 == " " }))
        }
        return RawAnswer(status: code, headers: headers, body: [])
    }

    /// One chunk of a chunked body; nil for the last.
    public func receiveChunk() throws(Failure) -> [UInt8]? {
        let size = try line()
        guard let count = Int(size, radix: 16) else { throw .malformed(size) }
        let bytes = try take(count)
        guard try line().isEmpty else { throw .malformed("chunk without its end") }
        return count == 0 ? nil : bytes
    }

    /// Everything until the server closes.
    public func receiveToEnd() throws(Failure) -> [UInt8] {
        while try more() {}
        return rest.withLock { held in
            defer { held = [] }
            return held
        }
    }

    /// Waits until the server has closed, whatever it still sends; a reset is a close, too.
    public func waitForClose() throws(Failure) {
        do throws(Failure) { while try more() {} } catch { guard error == .reset else { throw error } }
    }

    private func line() throws(Failure) -> String {
        while true {
            let found: String? = rest.withLock { held in
                guard let end = held.firstIndex(of: 10), end > 0, held[end - 1] == 13 else { return nil }
                defer { held.removeFirst(end + 1) }
                return String(decoding: held[..<(end - 1)], as: UTF8.self)
            }
            if let found { return found }
            guard try more() else { throw .closed }
        }
    }

    private func take(_ count: Int) throws(Failure) -> [UInt8] {
        while rest.withLock({ $0.count < count }) { guard try more() else { throw .closed } }
        return rest.withLock { held in
            defer { held.removeFirst(count) }
            return Array(held.prefix(count))
        }
    }

    /// - Returns: false once the server has closed.
    private func more() throws(Failure) -> Bool {
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        let count = recv(descriptor, &piece, piece.count, 0)
        guard count >= 0 else { throw failure(errno) }
        rest.withLock { $0 += piece.prefix(count) }
        return count > 0
    }

    private func failure(_ code: Int32) -> Failure { code == EAGAIN || code == EINTR ? .timeout : .reset }
}
