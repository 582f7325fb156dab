import HTTPCore
import MicroHTTP
import Synchronization
import TestSupport
import Testing

/// Thousands of requests with something wrong in them: whatever the listener takes, a strict reader takes, too, and reads the
/// same. Each seed is a test of its own, so that a failure names the bytes.
struct HostileBytesTests {
    private static let samples = [
        "POST /hooks/blog?a=b%20c HTTP/1.1\r\nHost: a.example:8080\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\nhello",
        "GET /conversations/7 HTTP/1.1\r\nhost: a\r\nAccept: */*\r\nX-Empty:\r\nCookie: a=b; c=d\r\n\r\n",
        "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "PUT /y HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 11\r\n\r\nGET / HTTP/1",
        "DELETE /z HTTP/1.1\r\nHost: [::1]\r\nX-Two: 1\r\nX-Two: \t2 \t\r\n\r\n",
    ].map { Array($0.utf8) }

    /// Bytes that end, part or mean something.
    private static let nasty: [UInt8] = [
        0, 9, 10, 10, 11, 12, 13, 13, 32, 32, 35, 37, 43, 44, 45, 47, 48, 49, 53, 58, 58, 64, 72, 127, 128, 255,
    ]

    private static let lines = [
        "Content-Length: 5\r\n", "Content-Length: 0\r\n", "Transfer-Encoding: chunked\r\n", "Transfer-Encoding: identity\r\n",
        "Host: b\r\n", " folded\r\n", "\tfolded\r\n", "\r\n", "\n", "\r", "X: y\n", "X : y\r\n", "Connection: close\r\n",
        "\0\n",
        "Expect: 100-continue\r\n", "GET / HTTP/1.1\r\n",
    ].map { Array($0.utf8) }

    /// SplitMix64: the same bytes on every run.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var value = state
            value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
            value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
            return value ^ value >> 31
        }
    }

    private static func bytes(_ dice: inout Dice) -> [UInt8] {
        var bytes = (0...Int.random(in: 0...2, using: &dice)).flatMap { _ in samples.randomElement(using: &dice)! }
        for _ in 0...Int.random(in: 0...2, using: &dice) { spoil(&bytes, &dice) }
        return bytes
    }

    private static func spoil(_ bytes: inout [UInt8], _ dice: inout Dice) {
        let place = Int.random(in: 0..<bytes.count, using: &dice)
        switch Int.random(in: 0..<6, using: &dice) {
        case 0: bytes[place] = nasty.randomElement(using: &dice)!
        case 1: bytes.insert(nasty.randomElement(using: &dice)!, at: place)
        case 2: bytes.remove(at: place)
        case 3: if let end = bytes[place...].firstIndex(of: 13) { bytes.remove(at: end) }
        case 4:
            if let end = bytes[place...].firstIndex(of: 10) {
                bytes.insert(contentsOf: lines.randomElement(using: &dice)!, at: end + 1)
            }
        default: if let end = bytes[place...].firstIndex(of: 10) { bytes.insert(nasty.randomElement(using: &dice)!, at: end) }
        }
    }

    @Test(arguments: 0..<24)
    func `what is taken is what a strict reader takes`(seed: Int) async throws {
        let taken = Mutex<[HTTPRequest]>([])
        let handler = TestHandler(takes: { request, reply in
            taken.withLock { $0.append(request) }
            reply(HTTPResponse(status: 200))
            return true
        })
        try await withListener(handler, { ($0.threads, $0.idleDeadline) = (1, .milliseconds(800)) }) { _, port in
            try await onThread {
                var dice = Dice(state: UInt64(seed))
                var (good, bad) = (0, 0)
                for _ in 0..<125 {
                    let bytes = Self.bytes(&dice)
                    let client = try RawClient(port: port)
                    try client.send(bytes)
                    client.listen(forMilliseconds: 5)
                    client.finishSending()
                    do throws(RawClient.Failure) { try client.waitForClose() } catch {
                        Issue.record("\(error) after \(String(reflecting: String(decoding: bytes, as: UTF8.self)))")
                        return
                    }
                    let requests = taken.withLock { taken in
                        defer { taken = [] }
                        return taken
                    }
                    Self.compare(requests, bytes)
                    if requests.isEmpty { bad += 1 } else { good += 1 }
                }
                // The dice must have made both kinds, or nothing was compared.
                #expect(good > 10 && bad > 10)
            }
        }
    }

    private static func compare(_ requests: [HTTPRequest], _ bytes: [UInt8]) {
        var reader = StrictReader(bytes)
        let expected = reader.requests()
        let sent = "\(String(reflecting: String(decoding: bytes, as: UTF8.self)))"
        guard requests.count <= expected.count else {
            Issue.record("took \(requests.count) requests, the strict reader \(expected.count): \(sent)")
            return
        }
        for (request, expected) in zip(requests, expected) {
            #expect(request.method.rawValue == expected.method, "\(sent)")
            #expect(request.headers.fields == expected.fields, "\(sent)")
            #expect(expected.body == nil || request.body == expected.body, "\(sent)")
            #expect(expected.target.split(separator: "?", maxSplits: 1).dropFirst().joined() == request.rawQuery, "\(sent)")
        }
    }
}
