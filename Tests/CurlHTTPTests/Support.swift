import CurlHTTP
import HTTPCore
import TestSupport
import Testing

extension CurlClient {
    /// A client that may call these servers, in plain http.
    static func allowing(_ servers: ScriptedServer..., settings: CurlSettings = CurlSettings()) throws -> CurlClient {
        CurlClient(policy: try OutboundPolicy(allow: servers.map { "127.0.0.1:\($0.port)" }), settings: settings)
    }

    /// What a call that brings no answer fails with.
    func failure(of call: HTTPCall) async throws -> HTTPFailure {
        let status: Int
        do throws(HTTPFailure) { status = try await send(call).status } catch { return error }
        throw UnexpectedAnswer(status: status)
    }
}

struct UnexpectedAnswer: Error { let status: Int }

extension ScriptedServer {
    /// Answers every request of every connection in the same way.
    static func answering(_ answer: @escaping @Sendable (Request, Connection) -> Void) throws -> ScriptedServer {
        try ScriptedServer { connection in
            while let request = try connection.readRequest() { answer(request, connection) }
        }
    }
}

/// The gzip form of a great many zeros, written by hand: every 258 of them take 13 bits.
func gzipBomb(zeros: Int) -> [UInt8] {
    var bytes: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]
    var pending: UInt32 = 0
    var bits = 0
    func put(_ value: UInt32, _ count: Int) {
        pending |= value << UInt32(bits)
        bits += count
        while bits >= 8 {
            bytes.append(UInt8(truncatingIfNeeded: pending))
            pending >>= 8
            bits -= 8
        }
    }
    // A last block with fixed codes; a literal 0 (0011_0000, first bit first); then "258 bytes from one byte back":
    // length symbol 285 is 1100_0101, distance symbol 0 is 00000. RFC 1951, 3.2.6.
    put(0b011, 3)
    put(0b0000_1100, 8)
    for _ in 0..<zeros / 258 { put(0b1010_0011, 13) }
    put(0, 7)
    put(0, 8)
    return bytes
}
