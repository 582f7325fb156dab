import Glibc

/// Compares what a proxy has sent with what was read of it.
///
/// A proxy sends many people's requests over one connection, and the next only after the answer to the last. So when an
/// answer is made and more has come than was read, someone has hidden a request in another's, in a way that the proxy did
/// not see and we did; or the proxy sends ahead, which none is known to do. Either way the connection ends with the answer,
/// and the rest is never read. Peers that are no proxies may send ahead: they have only themselves to mislead.
struct Ledger {
    private let socket: Int32
    private var read: UInt64 = 0

    init(_ socket: Int32) { self.socket = socket }

    mutating func note(_ bytes: Int) { read += UInt64(bytes) }

    /// False for a socket file, too: its kernel keeps no count.
    var hasMore: Bool { Self.received(socket).map { $0 > read } ?? false }

    /// `tcpi_bytes_received` of Linux's tcp_info, which stands behind what the Glibc module knows of that structure.
    private static func received(_ socket: Int32) -> UInt64? {
        let offset = 128
        var info = [UInt8](repeating: 0, count: 232)
        var length = socklen_t(info.count)
        guard getsockopt(socket, Int32(IPPROTO_TCP), TCP_INFO, &info, &length) == 0, length >= offset + 8 else { return nil }
        return info.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self) }
    }
}
