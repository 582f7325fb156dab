import Glibc
import HTTPCore

/// Who is at the other end of a connection.
struct PeerAddress: Sendable, Hashable {
    /// Nil for the peer of a socket file.
    let address: IPAddress?
    /// As a request shows it.
    let text: String
    /// What the limit per peer counts by: an IPv4 address, or a /64 of IPv6, which one customer owns as a whole.
    let group: String

    init(_ address: IPAddress?) {
        self.address = address
        text = address?.description ?? TrustedProxies.socketFile
        group = address?.group.description ?? text
    }

    init(_ storage: sockaddr_storage) { self.init(storage.address) }
}

extension sockaddr_storage {
    /// The address of an IPv4 or IPv6 socket; nil for every other family.
    var address: IPAddress? {
        var copy = self
        return withUnsafeBytes(of: &copy) { bytes in
            switch Int32(ss_family) {
            case AF_INET: IPAddress(bytes: Array(bytes[4..<8]))
            case AF_INET6: IPAddress(bytes: Array(bytes[8..<24]))
            default: nil
            }
        }
    }

    /// The port in our byte order; it stands at the same place in both families.
    var port: UInt16 {
        var copy = self
        return withUnsafeBytes(of: &copy) { UInt16($0[2]) << 8 | UInt16($0[3]) }
    }
}
