import Glibc

/// An option of a socket. A refused one costs comfort, never correctness: where it matters, a later call speaks up.
struct SocketOption {
    private let level: Int32
    private let name: Int32

    /// Takes an address over that a socket in TIME_WAIT still holds.
    static let reuseAddress = SocketOption(level: SOL_SOCKET, name: SO_REUSEADDR)
    /// Whether an IPv6 socket leaves IPv4 alone.
    static let onlyVersion6 = SocketOption(level: Int32(IPPROTO_IPV6), name: IPV6_V6ONLY)
    /// Milliseconds until a peer that acknowledges nothing is given up; by itself the kernel takes a quarter of an hour.
    /// Unknown to socket files.
    static let userTimeout = SocketOption(level: Int32(IPPROTO_TCP), name: TCP_USER_TIMEOUT)
    /// Bytes that the kernel holds for a peer.
    static let sendBuffer = SocketOption(level: SOL_SOCKET, name: SO_SNDBUF)

    func set(_ descriptor: Int32, _ value: Int32) {
        var value = value
        _ = setsockopt(descriptor, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
    }
}
