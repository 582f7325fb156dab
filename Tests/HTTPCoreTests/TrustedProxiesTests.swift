import HTTPCore
import Testing

struct TrustedProxiesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var trusted: [String] = ["10.0.0.0/8", "::1", "unix"]
        var peer: String?
        var forwarded: [String] = []
        var proto: [String] = []
        var expected: String
    }

    @Test(arguments: [
        Case(testDescription: "nothing forwarded", peer: "10.0.0.1", expected: "http 10.0.0.1"),
        Case(
            testDescription: "a stranger lies", peer: "192.0.2.1", forwarded: ["198.51.100.1"], proto: ["https"],
            expected: "http 192.0.2.1"),
        Case(
            testDescription: "one proxy", peer: "10.0.0.1", forwarded: ["198.51.100.1"], proto: ["https"],
            expected: "https 198.51.100.1"),
        Case(
            testDescription: "through a socket file", forwarded: ["198.51.100.1"], proto: ["HTTPS"],
            expected: "https 198.51.100.1"),
        Case(testDescription: "a socket file not trusted", trusted: [], forwarded: ["198.51.100.1"], expected: "http unix"),
        Case(
            testDescription: "two proxies", peer: "10.0.0.1", forwarded: ["198.51.100.1, 10.0.0.2"],
            expected: "http 198.51.100.1"),
        Case(
            testDescription: "the client forged the left end", peer: "10.0.0.1", forwarded: ["1.1.1.1, 198.51.100.1, 10.0.0.2"],
            expected: "http 198.51.100.1"),
        Case(
            testDescription: "two header lines", peer: "10.0.0.1", forwarded: ["1.1.1.1", "198.51.100.1"],
            expected: "http 198.51.100.1"),
        Case(
            testDescription: "all are proxies", peer: "10.0.0.1", forwarded: ["10.0.0.3, 10.0.0.2"], expected: "http 10.0.0.3"),
        Case(
            testDescription: "rubbish ends the walk", peer: "10.0.0.1", forwarded: ["198.51.100.1, unknown, 10.0.0.2"],
            expected: "http 10.0.0.2"),
        Case(
            testDescription: "with ports", peer: "::1", forwarded: ["[2001:db8::1]:99, 10.0.0.2:4711"],
            expected: "http 2001:db8::1"),
        Case(
            testDescription: "the nearest proxy has the last word on the scheme", peer: "::1", proto: ["https, http"],
            expected: "http ::1"),
    ])
    func `only trusted proxies are believed`(example: Case) throws {
        let proxies = try TrustedProxies(example.trusted)
        var headers = HTTPHeaders()
        for value in example.forwarded { headers.add("X-Forwarded-For", value) }
        for value in example.proto { headers.add("x-forwarded-proto", value) }
        let origin = proxies.origin(peer: example.peer.flatMap(IPAddress.init), headers: headers)
        #expect("\(origin.scheme) \(origin.address)" == example.expected)
    }

    @Test func `every text that is no network is named`() {
        #expect(throws: TrustedProxies.InvalidNetworks(texts: ["proxy.local", "10.0.0.1/8"])) {
            try TrustedProxies(["10.0.0.0/8", "proxy.local", "unix", "10.0.0.1/8"])
        }
    }
}
