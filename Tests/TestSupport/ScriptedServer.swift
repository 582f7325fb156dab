internal import Glibc
internal import Synchronization

/// A TCP server on 127.0.0.1, or on a socket file, that does what a script says: the outside world of a client under test.
///
/// The script runs once for each connection, on a thread of its own, so it may read, write and wait in plain order:
///
/// ```swift
/// let server = try ScriptedServer { connection in
///     while let request = try connection.readRequest() {
///         connection.answer(200, body: "you asked for \(request.path)")
///     }
/// }
/// ```
///
/// The connection closes when the script returns or throws. The server ends with its last reference.
public final class ScriptedServer: Sendable {
    /// The peer is gone, or the server is.
    public struct Ended: Error {
        public init() {}
    }

    /// Free, chosen by the system; 0 for a socket file.
    public let port: UInt16
    private let listening: Int32
    private let socketFile: String?
    private let shared = Shared()

    /// What connections and the server's owner both see.
    final class Shared: Sendable {
        struct State {
            var connections = 0
            var requests: [Request] = []
            var open: [Int32] = []
            var isEnded = false
        }

        let state = Mutex(State())
    }

    /// - Parameter socketFile: a path to listen at instead of TCP.
    public init(socketFile: String? = nil, _ script: @escaping @Sendable (Connection) throws -> Void) throws {
        let listening = socket(
            socketFile == nil ? AF_INET : AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard listening >= 0 else { throw Ended() }
        guard Self.bind(listening, socketFile: socketFile), listen(listening, 128) == 0 else {
            close(listening)
            throw Ended()
        }
        port = socketFile == nil ? Self.port(of: listening) : 0
        (self.listening, self.socketFile) = (listening, socketFile)
        Self.accept(on: listening, shared, script)
    }

    deinit {
        // Wakes the threads that wait in accept and read; each closes its own descriptor.
        shared.state.withLock { state in
            state.isEnded = true
            state.open.forEach { shutdown($0, Int32(SHUT_RDWR)) }
            shutdown(listening, Int32(SHUT_RDWR))
        }
        if let socketFile { unlink(socketFile) }
    }

    /// `http://127.0.0.1:PORT`
    public var url: String { "http://127.0.0.1:\(port)" }

    /// Connections taken so far.
    public var connections: Int { shared.state.withLock { $0.connections } }

    /// Requests read so far by `Connection.readRequest`, in the order they came.
    public var requests: [Request] { shared.state.withLock { $0.requests } }

    /// A port of 127.0.0.1 where nobody listens.
    public static func closedPort() throws -> UInt16 {
        let taken = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(taken) }
        guard bind(taken, socketFile: nil) else { throw Ended() }
        return port(of: taken)
    }
}

extension ScriptedServer {
    private static func bind(_ descriptor: Int32, socketFile: String?) -> Bool {
        guard let socketFile else {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
            return withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    Glibc.bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
        }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = Array(socketFile.utf8) + [0]
        guard path.count <= MemoryLayout.size(ofValue: address.sun_path) else { return false }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
    }

    private static func port(of descriptor: Int32) -> UInt16 {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        return UInt16(bigEndian: address.sin_port)
    }

    private static func accept(on listening: Int32, _ shared: Shared, _ script: @escaping @Sendable (Connection) throws -> Void)
    {
        thread {
            defer { close(listening) }
            while true {
                let descriptor = Glibc.accept(listening, nil, nil)
                guard descriptor >= 0 else {
                    // A peer that was gone before it was taken is no reason to stop.
                    if [EINTR, ECONNABORTED].contains(errno), !shared.state.withLock({ $0.isEnded }) { continue }
                    return
                }
                let number = shared.state.withLock { state in
                    state.connections += 1
                    state.open.append(descriptor)
                    // The server ended between accept and here.
                    if state.isEnded { shutdown(descriptor, Int32(SHUT_RDWR)) }
                    return state.connections
                }
                thread {
                    let connection = Connection(descriptor, number: number, shared)
                    do { try script(connection) } catch { connection.failure = error }
                    connection.end()
                }
            }
        }
    }

    private static func thread(_ run: @escaping @Sendable () -> Void) {
        final class Body {
            let run: @Sendable () -> Void
            init(_ run: @escaping @Sendable () -> Void) { self.run = run }
        }
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let body = Unmanaged.passRetained(Body(run))
        let code = pthread_create(
            &thread, &attributes,
            { context in
                // Balances passRetained above.
                Unmanaged<Body>.fromOpaque(context!).takeRetainedValue().run()
                return nil
            }, body.toOpaque())
        precondition(code == 0, "no thread for a scripted server")
    }
}
