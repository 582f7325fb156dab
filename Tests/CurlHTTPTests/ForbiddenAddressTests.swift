import CurlHTTP
import HTTPCore
import TestSupport
import Testing

/// Addresses no call may reach, in every spelling that leads to them, given by a channel's settings or by a redirect.
@Suite struct ForbiddenAddressTests {
    /// First and last address of each network, and famous ones between.
    static let literals = [
        "0.0.0.0", "0.0.0.1", "0.255.255.255", "10.0.0.0", "10.0.0.1", "10.255.255.255", "100.64.0.0", "100.64.0.1",
        "100.100.100.200",
        "100.127.255.255", "127.0.0.0", "127.0.0.1", "127.0.0.53", "127.127.127.127", "127.255.255.255", "169.254.0.0",
        "169.254.1.1",
        "169.254.169.254", "169.254.170.2", "169.254.255.255", "172.16.0.0", "172.17.0.1", "172.31.255.255", "192.0.0.0",
        "192.0.0.8",
        "192.0.0.170", "192.0.0.192", "192.0.0.255", "192.0.2.1", "192.88.99.1", "192.168.0.0", "192.168.0.1", "192.168.178.1",
        "192.168.255.255", "198.18.0.0", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.0", "224.0.0.1",
        "239.255.255.250",
        "239.255.255.255", "240.0.0.0", "240.0.0.1", "255.255.255.254", "255.255.255.255",
        "[::]", "[::1]", "[0:0:0:0:0:0:0:1]", "[0000:0000:0000:0000:0000:0000:0000:0001]", "[::2]", "[::127.0.0.1]",
        "[::7f00:1]",
        "[::10.0.0.1]", "[::ffff:0.0.0.0]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::FFFF:7F00:0001]",
        "[0:0:0:0:0:ffff:127.0.0.1]",
        "[::ffff:10.0.0.1]", "[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]", "[::ffff:192.168.0.1]", "[::ffff:8.8.8.8]",
        "[::ffff:255.255.255.255]", "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b::8.8.8.8]",
        "[64:ff9b:1::1]", "[100::1]", "[2001::1]", "[2001:0:7f00:1::]", "[2001:0:ffff:ffff:ffff:ffff:ffff:ffff]", "[2001:2::1]",
        "[2001:db8::1]", "[2002::1]", "[2002:7f00:1::]", "[2002:a9fe:a9fe::1]", "[2002:c0a8:1::1]", "[2002:ffff:ffff::]",
        "[3fff::1]",
        "[5f00::1]", "[fc00::]", "[fc00::1]", "[fd00::1]", "[fd00:ec2::254]", "[fd12:3456:789a::1]", "[fdff:ffff::ffff]",
        "[fe80::1]",
        "[fe80::a9fe:a9fe]", "[fe80::1%25lo]", "[fe80::1%251]", "[::1%25lo]", "[febf:ffff::ffff]", "[fec0::1]", "[ff00::1]",
        "[ff02::1]",
        "[ff05::2]", "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]",
    ]

    static let spellings = [
        "2130706433", "2130706434", "017700000001", "0x7f000001", "0X7F000001", "0x7F.0x0.0x0.0x1", "0x7f.1", "0x7f.0.1",
        "0x7f.0.0.0x1",
        "0177.0.0.1", "0177.0.0.01", "0177.0x0.0.1", "00177.0000.0000.0001", "127.1", "127.0.1", "127.65535", "127.16777215",
        "0", "00",
        "0x0", "0.0", "0.0.0", "0x0.0", "167772161", "0xa000001", "012.0.0.1", "10.1", "10.0.1", "10.65535", "012.1",
        "2852039166",
        "0xa9fea9fe", "0251.0376.0251.0376", "0xa9.0xfe.0xa9.0xfe", "169.254.43518", "169.16689662", "025177524776",
        "3232235521",
        "0xc0a80001", "0300.0250.0.1", "192.168.1", "192.11010049", "2886729729", "0xac100001", "0254.020.0.1", "172.1048577",
        "4294967295", "0xffffffff", "037777777777", "127.0.0.1.", "169.254.169.254.", "10.0.0.1.", "0x7f000001.",
        "localhost", "LOCALHOST", "LocalHost", "localhost.", "a.localhost", "a.b.localhost", "localhost%2e", "%6cocalhost",
        "%31%32%37.0.0.1", "127%2e0%2e0%2e1", "１２７.0.0.1", "１２７。０。０。１", "127。0。0。1", "127．0．0．1", "127｡0｡0｡1",
        "①②⑦.⓪.⓪.①", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ", "ｌｏｃａｌｈｏｓｔ", "127.0.0.1:443", "localhost:443", "[::1]:443", "127.0.0.1:0443",
        "2130706433:443",
    ]

    /// What follows `https://`, where the readers of URLs disagree.
    static let tricks = [
        "good.example@127.0.0.1", "good.example:443@127.0.0.1", "good.example%40127.0.0.1", "good.example\\@127.0.0.1",
        "good.example\t@127.0.0.1", "127.0.0.1\\.good.example", "127.0.0.1\t.good.example", "127.0.0.1 .good.example",
        "127.0.0.1\n.good.example", "127.0.0.1\r\n", "127.0.0.1#@good.example", "127.0.0.1#.good.example",
        "127.0.0.1?@good.example",
        "127.0.0.1/@good.example", "127.0.0.1;.good.example", "127.0.0.1:22", "127.0.0.1:80", "127.0.0.1:8443",
        "good.example:22",
        "good.example:80", "good.example:25", "good.example:6379", "[::1]:22", "good.example:443:443",
        "127.0.0.1:443@good.example:22",
        "@127.0.0.1", ":@127.0.0.1", "a:b@127.0.0.1", "//127.0.0.1", "/127.0.0.1", "[127.0.0.1]", "[::1", "::1", "[v1.fe80::a]",
        "127.0.0.1,good.example", "127.0.0.1%00.good.example", "127.0.0.1%0a", "127.0.0.1%09",
    ]

    static let all = literals + spellings + tricks

    @Test func `the list is long enough to mean something`() { #expect(Set(Self.all).count >= 200) }

    @Test(arguments: all) func `a call is refused before a byte leaves`(host: String) async throws {
        let failure = try await Self.client.failure(of: HTTPCall(.get, "https://\(host)/", lane: host))
        // A name with a dot at its end is left to the resolver, which may know none.
        let codes: [HTTPFailure.Code] = [.forbidden, .invalid] + (host.hasSuffix(".") || host.hasSuffix("%2e") ? [.dns] : [])
        #expect(codes.contains(failure.code), "\(failure.code): \(failure.message)")
        #expect(!failure.requestLeft)
    }

    @Test(arguments: all.filter { $0.utf8.allSatisfy { $0 >= 0x20 } })
    func `a redirect is refused like a first call`(host: String) async throws {
        let server = try ScriptedServer.answering { _, connection in
            connection.answer(302, headers: ["Location: https://\(host)/"])
        }
        let failure = try await CurlClient.allowing(server).failure(of: HTTPCall(.get, server.url))
        let codes: [HTTPFailure.Code] = [.forbidden] + (host.hasSuffix(".") || host.hasSuffix("%2e") ? [.dns] : [])
        #expect(codes.contains(failure.code), "\(failure.code): \(failure.message)")
        #expect(failure.requestLeft)
        #expect(server.requests.count == 1)
    }

    private static let client = CurlClient(policy: OutboundPolicy())
}
