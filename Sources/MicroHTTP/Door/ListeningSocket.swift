import Glibc
import HTTPCore

/// A socket that listens, bound and not blocking; closed, and its file removed, when it goes.
final class ListeningSocket: Sendable {
    let descriptor: Int32
    /// Where it really listens: with the port that the system chose.
    let address: ListenerSettings.Address
    /// The socket file as we made it, so that we never remove another's.
    private let file: FileIdentity?

    private init(_ descriptor: Int32, _ address: ListenerSettings.Address, file: FileIdentity? = nil) {
        (self.descriptor, self.address, self.file) = (descriptor, address, file)
    }

    deinit {
        if let file, case .unix(let path) = address, FileIdentity(path) == file { unlink(path) }
        close(descriptor)
    }

    static func open(_ address: ListenerSettings.Address) throws(ListenerFailure) -> ListeningSocket {
        switch address {
        case .tcp(let host, let port): try open(host: host, port: port)
        case .unix(let path): try open(path: path)
        }
    }
}

// MARK: - TCP

extension ListeningSocket {
    /// The first address of the host that can be bound; IPv4 first, as `localhost` means to most people.
    private static func open(host: String, port: UInt16) throws(ListenerFailure) -> ListeningSocket {
        var failure: ListenerFailure?
        for candidate in try resolve(host, port) {
            do throws(ListenerFailure) { return try open(candidate, host, port) } catch { failure = failure ?? error }
        }
        throw failure ?? unknownHost(host, "no address")
    }

    private static func open(
        _ candidate: sockaddr_storage, _ host: String, _ port: UInt16
    ) throws(ListenerFailure) -> ListeningSocket {
        let descriptor = try make(Int32(candidate.ss_family))
        SocketOption.reuseAddress.set(descriptor, 1)
        if Int32(candidate.ss_family) == AF_INET6 { SocketOption.onlyVersion6.set(descriptor, 0) }
        var bound = candidate
        let length = socklen_t(
            Int32(bound.ss_family) == AF_INET6 ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size)
        guard withSocketAddress(&bound, { bind(descriptor, $0, length) }) == 0, listen(descriptor, backlog) == 0 else {
            let code = errno
            close(descriptor)
            throw refused(code, host, port)
        }
        var named = socklen_t(MemoryLayout<sockaddr_storage>.size)
        guard withSocketAddress(&bound, { getsockname(descriptor, $0, &named) }) == 0 else {
            let code = errno
            close(descriptor)
            throw refused(code, host, port)
        }
        return ListeningSocket(descriptor, .tcp(host: host, port: bound.port))
    }

    private static func resolve(_ host: String, _ port: UInt16) throws(ListenerFailure) -> [sockaddr_storage] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, String(port), &hints, &list)
        guard status == 0 else { throw unknownHost(host, String(cString: gai_strerror(status))) }
        defer { freeaddrinfo(list) }
        var found: [sockaddr_storage] = []
        var next = list
        while let entry = next?.pointee {
            var storage = sockaddr_storage()
            withUnsafeMutableBytes(of: &storage) {
                $0.copyMemory(from: UnsafeRawBufferPointer(start: entry.ai_addr, count: Int(entry.ai_addrlen)))
            }
            found.append(storage)
            next = entry.ai_next
        }
        return found.filter { Int32($0.ss_family) == AF_INET } + found.filter { Int32($0.ss_family) == AF_INET6 }
    }

    private static func refused(_ code: Int32, _ host: String, _ port: UInt16) -> ListenerFailure {
        let place = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        switch code {
        case EADDRINUSE:
            return ListenerFailure(
                .addressInUse, "Another program listens on \(place).",
                advice: "See which one with `ss -ltnp 'sport = :\(port)'` and stop it, or choose another port.")
        case EACCES:
            return ListenerFailure(
                .notPermitted, "The system does not allow us to listen on \(place).",
                advice: "Choose a port above 1023 and let the reverse proxy hold the well-known one.")
        case EADDRNOTAVAIL:
            return ListenerFailure(
                .addressUnavailable, "\(host) is no address of this machine.",
                advice: "Choose one that `ip address` shows, 127.0.0.1 for this machine alone, or 0.0.0.0 for all of them.")
        default: return system(code, place)
        }
    }

    private static func unknownHost(_ host: String, _ why: String) -> ListenerFailure {
        ListenerFailure(
            .addressUnavailable, "The host \"\(host)\" cannot be resolved: \(why).",
            advice: "Give an address such as 127.0.0.1, or a name that this machine knows.")
    }
}

// MARK: - Socket files

extension ListeningSocket {
    /// The file gets its mode before anyone can connect. One that is left over from a process that died is replaced; one
    /// behind which someone listens never is.
    private static func open(path: String) throws(ListenerFailure) -> ListeningSocket {
        var name = try unixAddress(path)
        try clear(path, &name)
        let descriptor = try make(AF_UNIX)
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        guard withSocketAddress(&name, { bind(descriptor, $0, length) }) == 0, chmod(path, 0o600) == 0,
            listen(descriptor, backlog) == 0
        else {
            let code = errno
            close(descriptor)
            throw refused(code, path)
        }
        return ListeningSocket(descriptor, .unix(path: path), file: FileIdentity(path))
    }

    private static func unixAddress(_ path: String) throws(ListenerFailure) -> sockaddr_un {
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        let room = MemoryLayout.size(ofValue: name.sun_path) - 1
        guard !path.isEmpty, path.utf8.count <= room, !path.utf8.contains(0) else {
            throw ListenerFailure(
                .invalidSettings, "The path of the socket file has \(path.utf8.count) bytes: \(path)",
                advice: "Choose one of 1 to \(room) bytes.")
        }
        withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: path.utf8) }
        return name
    }

    private static func clear(_ path: String, _ name: inout sockaddr_un) throws(ListenerFailure) {
        var found = stat()
        guard lstat(path, &found) == 0 else { return }
        guard found.st_mode & S_IFMT == S_IFSOCK else {
            throw ListenerFailure(
                .addressInUse, "\(path) exists and is no socket.", advice: "Remove it, or choose another path.")
        }
        let probe = try make(AF_UNIX)
        defer { close(probe) }
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        guard withSocketAddress(&name, { connect(probe, $0, length) }) != 0, errno == ECONNREFUSED else {
            throw ListenerFailure(
                .addressInUse, "Another program listens on \(path).",
                advice: "See which one with `ss -lxp` and stop it, or choose another path.")
        }
        guard unlink(path) == 0 || errno == ENOENT else { throw refused(errno, path) }
    }

    private static func refused(_ code: Int32, _ path: String) -> ListenerFailure {
        switch code {
        case EADDRINUSE:
            ListenerFailure(
                .addressInUse, "Another program took \(path) at this moment.", advice: "Stop it, or choose another path.")
        case EACCES, EPERM, EROFS:
            ListenerFailure(
                .notPermitted, "The system does not allow us to make \(path).",
                advice: "Choose a path in a folder that this user may write.")
        case ENOENT, ENOTDIR:
            ListenerFailure(
                .invalidSettings, "The folder of \(path) does not exist.", advice: "Make the folder, or choose another path.")
        default: system(code, path)
        }
    }
}

// MARK: - Calls

extension ListeningSocket {
    private static let backlog: Int32 = 1_024

    private static func make(_ family: Int32) throws(ListenerFailure) -> Int32 {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(family, type, 0)
        guard descriptor >= 0 else { throw system(errno, "a new socket") }
        return descriptor
    }

    private static func system(_ code: Int32, _ place: String) -> ListenerFailure {
        ListenerFailure(
            .system, "Cannot listen on \(place): \(String(cString: strerror(code))).",
            advice: "Look at the limits of this process (`ulimit -n`) and of the machine, then start again.")
    }
}

/// Runs a call that takes any kind of socket address.
func withSocketAddress<Address, Result>(
    _ address: inout Address, _ body: (UnsafeMutablePointer<sockaddr>) -> Result
) -> Result {
    withUnsafeMutablePointer(to: &address) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body) }
}

/// Which file a path leads to right now.
struct FileIdentity: Sendable, Hashable {
    private let device: dev_t
    private let inode: ino_t

    init?(_ path: String) {
        var found = stat()
        guard lstat(path, &found) == 0 else { return nil }
        (device, inode) = (found.st_dev, found.st_ino)
    }
}
