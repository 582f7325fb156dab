import CMicrohttpd
import Glibc
import HTTPCore

/// libmicrohttpd at work: it serves the connections that it is given, each on one thread of its pool. The service stays
/// alive as long as the daemon does.
///
/// `@unchecked Sendable`: made, fed and stopped by the doorkeeper's thread alone, one after the other.
final class Daemon: @unchecked Sendable {
    private let service: Service
    private var daemon: OpaquePointer?

    /// Room for a head of 16 KiB, its table, and the head of the answer.
    private static let memory = 32 << 10

    init(_ service: Service) throws(ListenerFailure) {
        self.service = service
        let threads = UInt32(clamping: max(1, service.settings.threads))
        // The roster counts; this only must not be hit before, however unevenly the pool fills.
        let connections = UInt32(clamping: service.settings.connections &+ 64) &* threads
        daemon = stw_mhd_start(
            threads, connections, Self.memory, onRequest, onTarget, onCompleted, onConnection,
            Unmanaged.passUnretained(service).toOpaque())
        guard daemon != nil else {
            throw ListenerFailure(
                .system, "libmicrohttpd could not start its \(threads) threads.",
                advice: "Look at the limits of this process (`ulimit -a`) and start again.")
        }
    }

    /// Hands a connection over; it is closed where that fails.
    func add(_ wire: Wire, _ address: inout sockaddr_storage, _ length: socklen_t) -> Bool {
        withSocketAddress(&address) { MHD_add_connection(daemon, wire.socket, $0, length) } == .YES
    }

    /// Ends the threads. No connection may be suspended.
    func stop() {
        MHD_stop_daemon(daemon)
        daemon = nil
    }
}

// MARK: - Callbacks

private func service(_ context: UnsafeMutableRawPointer?) -> Service {
    Unmanaged<Service>.fromOpaque(context!).takeUnretainedValue()
}

private func wire(_ connection: OpaquePointer?) -> Wire {
    Unmanaged<Wire>.fromOpaque(stw_mhd_context(connection)!).takeUnretainedValue()
}

/// The connection begins or ends: its wire is retained at the one and released at the other.
private let onConnection: MHD_NotifyConnectionCallback = { context, connection, slot, event in
    let service = service(context)
    guard event == .CONNECTION_NOTIFY_STARTED else {
        let wire = Unmanaged<Wire>.fromOpaque(slot!.pointee!).takeRetainedValue()
        if service.roster.leave(wire), service.stop != .none { service.alarm.ring() }
        return
    }
    let wire = service.roster.wire(of: stw_mhd_socket(connection))!
    slot!.pointee = Unmanaged.passRetained(wire).toOpaque()
    wire.rest(service)
}

/// The first line has come; libmicrohttpd takes the target apart right after.
private let onTarget:
    @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?, OpaquePointer?) -> UnsafeMutableRawPointer? = {
        context, target, connection in
        if let target { wire(connection).begin(target, service(context).settings) }
        return nil
    }

private let onRequest: MHD_AccessHandlerCallback = { context, connection, _, method, version, piece, size, _ in
    let intake = Intake(service: service(context), wire: wire(connection), connection: connection!)
    let bytes = UnsafeRawBufferPointer(start: piece, count: size!.pointee)
    size!.pointee = 0
    return intake.handle(method: method!, version: version!, piece: bytes)
}

private let onCompleted: MHD_RequestCompletedCallback = { context, connection, _, _ in
    wire(connection).complete(service(context))
}
