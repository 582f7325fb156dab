internal import CCurl
internal import Glibc

/// Judges every address a transfer is about to use. It belongs to the thread of its transfer.
final class SocketGuard {
    let policy: OutboundPolicy
    let destination: Destination
    /// Set where the transfer speaks to a socket file; no other address is then admitted.
    let socketFile: String?
    private(set) var refusals = 0
    private(set) var admissions = 0

    init(policy: OutboundPolicy, destination: Destination, socketFile: String? = nil) {
        (self.policy, self.destination, self.socketFile) = (policy, destination, socketFile)
    }

    /// Whether policy alone is why there is no connection.
    var refusedEverything: Bool { refusals > 0 && admissions == 0 }

    /// Before a socket is opened.
    func open(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        guard admits(address) else {
            refusals += 1
            return CURL_SOCKET_BAD
        }
        admissions += 1
        let kind = address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
        return socket(address.pointee.family, kind, address.pointee.protocol)
    }

    /// Before a request on a connection, kept ones included.
    func admits(remote ip: String, port: Int) -> Bool {
        if socketFile != nil { return true }
        guard let address = IPAddress(ip), let port = UInt16(exactly: port) else { return false }
        return policy.admits(address, port: port, for: destination)
    }

    private func admits(_ address: UnsafeMutablePointer<curl_sockaddr>) -> Bool {
        // The address is longer than `sockaddr`: it is read where it lies.
        let start = UnsafeRawPointer(address) + MemoryLayout<curl_sockaddr>.offset(of: \.addr)!
        switch address.pointee.family {
        case AF_INET where socketFile == nil:
            let v4 = start.loadUnaligned(as: sockaddr_in.self)
            let bytes = withUnsafeBytes(of: v4.sin_addr) { Array($0) }
            return policy.admits(IPAddress(bytes: bytes), port: UInt16(bigEndian: v4.sin_port), for: destination)
        case AF_INET6 where socketFile == nil:
            let v6 = start.loadUnaligned(as: sockaddr_in6.self)
            let bytes = withUnsafeBytes(of: v6.sin6_addr) { Array($0) }
            return policy.admits(IPAddress(bytes: bytes), port: UInt16(bigEndian: v6.sin6_port), for: destination)
        case AF_UNIX: return socketFile.map(policy.admits(socketFile:)) ?? false
        default: return false
        }
    }
}

extension EasyHandle {
    /// Has every socket of this transfer judged. The guard must live as long as the transfer.
    func guardSockets(by judge: SocketGuard) throws(Refusal) {
        try check(
            stw_set_open_socket(pointer) { context, _, address in
                guard let context, let address else { return CURL_SOCKET_BAD }
                return Unmanaged<SocketGuard>.fromOpaque(context).takeUnretainedValue().open(address)
            })
        try set(CURLOPT_OPENSOCKETDATA, Unmanaged.passUnretained(judge).toOpaque())
    }

    /// What holds for every transfer of the product, HTTP and mail alike.
    func setHouseRules(extraCAFile: String?) throws(Refusal) {
        try set(CURLOPT_NOSIGNAL, true)
        // A transfer that is given up must not wait for its name to be resolved: that would hold up the whole loop.
        try set(CURLOPT_QUICK_EXIT, true)
        // A proxy would hide the address; the environment may not slip one in.
        try set(CURLOPT_PROXY, "")
        try set(CURLOPT_NETRC, 0)
        try set(CURLOPT_DISALLOW_USERNAME_IN_URL, true)
        try set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        try set(CURLOPT_SSL_VERIFYPEER, true)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        if let extraCAFile {
            // One file and one folder are read: the folder of the system holds the same as its file.
            try set(CURLOPT_CAINFO, extraCAFile)
            try set(CURLOPT_CAPATH, CurlLibrary.systemCAFolder)
        } else {
            // Parsed once a day and shared by all transfers, but only as long as no folder is set.
            try set(CURLOPT_CAINFO, CurlLibrary.systemCAFile)
            try set(CURLOPT_CAPATH, String?.none)
        }
    }
}
