internal import Glibc
internal import Synchronization

extension ScriptedServer {
    /// An HTTP request as a script read it.
    public struct Request: Sendable {
        public var method: String
        /// With the query, as sent.
        public var path: String
        /// Lower-case names, in order.
        public var headers: [(name: String, value: String)]
        public var body: [UInt8]
        /// Which connection it came on, counted from 1.
        public var connection: Int

        public subscript(name: String) -> String? { headers.first { $0.name == name.lowercased() }?.value }
    }

    /// One accepted connection, in the hands of a script.
    public final class Connection {
        /// Counted from 1.
        public let number: Int
        /// Why the script ended early, if it threw.
        var failure: (any Error)?
        private let descriptor: Int32
        private let shared: Shared
        private var unread: [UInt8] = []
        private var isClosed = false

        init(_ descriptor: Int32, number: Int, _ shared: Shared) {
            (self.descriptor, self.number, self.shared) = (descriptor, number, shared)
        }

        // MARK: Reading

        /// The next line without its line end; nil when the peer closed before a byte of it.
        public func readLine() throws -> String? {
            while true {
                if let end = unread.firstIndex(of: 0x0a) {
                    var line = unread[..<end]
                    if line.last == 0x0d { line.removeLast() }
                    defer { unread.removeFirst(end + 1) }
                    return String(decoding: line, as: UTF8.self)
                }
                guard try fill() else {
                    guard unread.isEmpty else { throw Ended() }
                    return nil
                }
            }
        }

        public func read(_ count: Int) throws -> [UInt8] {
            while unread.count < count { guard try fill() else { throw Ended() } }
            defer { unread.removeFirst(count) }
            return Array(unread.prefix(count))
        }

        /// The next HTTP request with its body (by Content-Length); nil when the peer closed instead.
        public func readRequest() throws -> Request? {
            guard let line = try readLine() else { return nil }
            let parts = line.split(separator: " ")
            guard parts.count == 3 else { throw Ended() }
            var headers: [(name: String, value: String)] = []
            while let field = try readLine(), !field.isEmpty {
                let pair = field.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                headers.append((pair[0].lowercased(), pair.count > 1 ? String(pair[1].drop { $0 == " " }) : ""))
            }
            var request = Request(
                method: String(parts[0]), path: String(parts[1]), headers: headers, body: [], connection: number)
            request.body = try read(Int(request["content-length"] ?? "0") ?? 0)
            shared.state.withLock { $0.requests.append(request) }
            return request
        }

        /// Blocks until the peer has closed, and throws away what it still sends.
        public func waitForPeerToClose() {
            while (try? fill()) == true { unread = [] }
        }

        private func fill() throws -> Bool {
            var buffer = [UInt8](repeating: 0, count: 16 << 10)
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count >= 0 else { throw Ended() }
            unread += buffer.prefix(count)
            return count > 0
        }

        // MARK: Writing

        /// Writes all of it; false when the peer is gone.
        @discardableResult
        public func write(_ bytes: some Sequence<UInt8>) -> Bool {
            let bytes = Array(bytes)
            var sent = 0
            while sent < bytes.count {
                let count = bytes[sent...].withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                guard count > 0 else { return false }
                sent += count
            }
            return true
        }

        @discardableResult
        public func write(_ text: String) -> Bool { write(text.utf8) }

        /// One byte at a time, with a pause after each, until done or the peer is gone.
        public func drip(_ text: String, everyMilliseconds pause: UInt32) {
            for byte in text.utf8 {
                guard write([byte]) else { return }
                usleep(pause * 1_000)
            }
        }

        /// A whole HTTP answer with its length.
        @discardableResult
        public func answer(_ status: Int, headers: [String] = [], body: some Sequence<UInt8>) -> Bool {
            let body = Array(body)
            let head = ["HTTP/1.1 \(status) Scripted", "Content-Length: \(body.count)"] + headers
            return write(Array((head.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body)
        }

        @discardableResult
        public func answer(_ status: Int, headers: [String] = [], body: String = "") -> Bool {
            answer(status, headers: headers, body: body.utf8)
        }

        // MARK: Ending

        /// Closes with RST instead of FIN: what was not read yet is lost, on both sides.
        public func reset() {
            var linger = linger(l_onoff: 1, l_linger: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
            end()
        }

        /// Closes. Returning from the script does the same.
        func end() {
            guard !isClosed else { return }
            isClosed = true
            // Forgotten before it is closed: the number may be another file's at once.
            shared.state.withLock { $0.open.removeAll { $0 == descriptor } }
            close(descriptor)
        }
    }
}
