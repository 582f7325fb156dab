import ConnectorKit
import Expressions
import HTTPCore
import InboxModel
import Testing

@testable import ConnectorRuntime

struct AddressTests {
    private func maker(
        base: String = #"https://api.example/v1"#, settings: [String: String] = [:], secrets: [String: String] = [:],
        hosts: String = "[]", path: String = "/x", more: String = "", origins: [String: String] = [:]
    ) throws -> (RequestMaker, CompiledManifest, BoundNames) {
        let manifest = try compiled(
            """
            manifest: 1
            version: 1.0.0
            title: T
            settings: {site: {type: url, title: S}, host: {type: host, title: H}, key: {type: secret, title: K}, id: {type: string, title: I}}
            http: {base: '\(base)'}
            hosts: \(hosts)
            auth: {headers: {X-Key: '\\($secrets.key)'}}
            streams: {a: {get: '\(path)', map: {kind: comment, id: .id, text: .t, author: .a, at: .d}}}
            \(more)
            """)
        let binding = ChannelBinding(name: "c", settings: settings, secrets: secrets, origins: origins)
        let names = BoundNames(manifest, binding)
        let addresses = try AddressMaker(manifest, names.trusted(nil, now: noon), origins: origins)
        return (RequestMaker(manifest: manifest, addresses: addresses, lane: "c"), manifest, names)
    }

    private func url(
        base: String = #"https://api.example/v1"#, settings: [String: String] = [:], secrets: [String: String] = [:],
        hosts: String = "[]", path: String, origins: [String: String] = [:]
    ) throws -> String {
        let (maker, manifest, names) = try maker(
            base: base, settings: settings, secrets: secrets, hosts: hosts, path: path, origins: origins)
        let filling = RequestMaker.Filling(names: names.shown(nil, now: noon), trusted: names.trusted(nil, now: noon))
        return try maker.call(manifest.streams[0].request!, filling).url
    }

    @Test(
        arguments: [
            ("plain", "plain"), ("a b", "a%20b"), ("a/b", "a%2Fb"), ("a?b#c", "a%3Fb%23c"), ("ä", "%C3%A4"),
            ("a:b@c", "a%3Ab%40c"),
            ("%2e%2e", "%252e%252e"), ("a\r\nb", "a%0D%0Ab"), ("...", "..."),
        ]) func `a value in a path is one segment`(value: String, segment: String) throws
    {
        #expect(try url(settings: ["id": value], path: #"/c/\($settings.id)/d"#) == "https://api.example/v1/c/\(segment)/d")
    }

    @Test func `slashes stay where the author says so`() throws {
        #expect(
            try url(settings: ["id": "a/b c/d"], path: #"/f/\($settings.id | path)"#) == "https://api.example/v1/f/a/b%20c/d")
    }

    @Test(arguments: [".", "..", ""]) func `a value that would climb or vanish is refused`(value: String) throws {
        #expect(throws: Fault.self) { try url(settings: ["id": value], path: #"/c/\($settings.id)/d"#) }
    }

    @Test(arguments: [#"/a/../b"#, #"/a/\($settings.id | path)"#, #"/a/.\($settings.id)/b"#, "/%2e%2e/b"])
    func `no path climbs`(path: String) throws {
        #expect(throws: Fault.self) { try url(settings: ["id": path.contains("| path") ? "x/../y" : "."], path: path) }
    }

    @Test(
        arguments: [
            ("https://blog.example", "https://blog.example/api/x"), ("https://blog.example/", "https://blog.example/api/x"),
            ("https://Blog.Example:8443/sub", "https://blog.example:8443/sub/api/x"),
            ("http://blog.example:80", "http://blog.example/api/x"),
        ]) func `a site's address is the base as it was written`(site: String, expected: String) throws
    {
        #expect(try url(base: #"\($settings.site)/api"#, settings: ["site": site], path: "/x") == expected)
    }

    @Test(
        arguments: [
            "ftp://blog.example", "https://user@blog.example", "https://", "blog.example", "https://a\\b", "https://a b",
            "javascript:x",
            "https://blog.example#x", "https://blog.example/../x", "https://a:99999", "//blog.example", "https://.example",
        ]) func `what is no address of a site is refused`(site: String) throws
    {
        #expect(throws: Fault.self) { try url(base: #"\($settings.site)/api"#, settings: ["site": site], path: "/x") }
    }

    @Test(arguments: ["evil.example/x", "a@evil.example", "evil.example?x", "", "evil.example#", "a:1:2"])
    func `a host is a host`(host: String) throws {
        #expect(throws: Fault.self) { try url(base: #"https://\($settings.host)"#, settings: ["host": host], path: "/x") }
    }

    @Test func `no address leaves the channel's hosts, and credentials stay at home`() throws {
        let (maker, manifest, names) = try maker(secrets: ["key": "K-123456"], hosts: "[files.example]")
        let filling = RequestMaker.Filling(names: names.shown(nil, now: noon), trusted: names.trusted(nil, now: noon))
        let request = manifest.streams[0].request!
        #expect(throws: Fault.self) { try maker.call(request, at: "https://evil.example/v1/x", filling) }
        #expect(throws: Fault.self) { try maker.call(request, at: "https://api.example.evil.example/x", filling) }
        #expect(throws: Fault.self) { try maker.call(request, at: "https://api.example@evil.example/x", filling) }
        let home = try maker.call(request, at: "https://api.example/v1/x?page=2", filling)
        #expect(home.headers["X-Key"] == "K-123456")
        #expect(home.credentialHeaders == ["X-Key"])
        #expect(try maker.call(request, at: "https://files.example/x", filling).headers["X-Key"] == nil)
        #expect(try maker.call(request, at: "https://api.example:8443/x", filling).headers["X-Key"] == nil)
        #expect(try maker.call(request, at: "http://api.example/x", filling).headers["X-Key"] == nil)
    }

    @Test func `an origin may be sent elsewhere, with the credentials that belong to it`() throws {
        let (maker, manifest, names) = try maker(
            secrets: ["key": "K-123456"], path: "/x?a=1", origins: ["https://api.example": "http://127.0.0.1:8081"])
        let filling = RequestMaker.Filling(
            names: names.shown(nil, now: noon), trusted: names.trusted(nil, now: noon), parameters: [("p", 2)])
        let call = try maker.call(manifest.streams[0].request!, filling)
        #expect(call.url == "http://127.0.0.1:8081/v1/x?a=1&p=2")
        #expect(call.headers["X-Key"] == "K-123456")
    }

    @Test func `a page's parameter stands in place of the one the first page was asked with`() throws {
        let (maker, manifest, names) = try maker(secrets: ["key": "K-123456"], path: "/x")
        var request = manifest.streams[0].request!
        request.query = [("from", .literal(0)), ("limit", .literal(5))]
        let filling = RequestMaker.Filling(
            names: names.shown(nil, now: noon), trusted: names.trusted(nil, now: noon), parameters: [("from", 10)])
        #expect(try maker.call(request, filling).url == "https://api.example/v1/x?limit=5&from=10")
    }

    @Test(arguments: ["a\r\nX-Evil: 1", "a\nb", "a\u{0}b"]) func `a header's value cannot end its line`(key: String) throws {
        #expect(throws: Fault.self) { try url(secrets: ["key": key], path: "/x") }
    }
}

struct RedactionTests {
    @Test func `a secret is taken out in every form it travels in`() {
        let redaction = Redaction(["6123:AA/x+y=", "abc"])
        #expect(redaction("GET /bot6123:AA/x+y=/getMe") == "GET /bot•••/getMe")
        #expect(redaction("key=6123%3AAA%2Fx%2By%3D!") == "key=•••!")
        #expect(redaction("abc stays: it is an ordinary word") == "abc stays: it is an ordinary word")
        // base64 of "user:6123:AA/x+y=": the part that is the secret alone goes.
        #expect(!redaction("Basic dXNlcjo2MTIzOkFBL3greT0=").contains("MTIzOkFBL3gr"))
    }
}

struct PlatformTimeTests {
    @Test(
        arguments: [
            (JSON.integer(1_785_592_299), Int64(1_785_592_299_000)), (.integer(1_785_592_299_138), 1_785_592_299_138),
            (.number(1_785_592_299.5), 1_785_592_299_500), ("1785592299", 1_785_592_299_000),
            ("2026-08-01T13:51:39.138Z", 1_785_592_299_138), ("2026-08-01 15:51:39+02:00", 1_785_592_299_000),
            ("Sat, 01 Aug 2026 13:51:39 GMT", 1_785_592_299_000), ("1 Aug 26 15:51:39 +0200", 1_785_592_299_000),
            ("Sat, 1 Aug 2026 09:51 EDT", 1_785_592_260_000),
        ]) func `moments are read as platforms write them`(value: JSON, milliseconds: Int64)
    {
        #expect(PlatformTime.moment(value)?.milliseconds == milliseconds)
    }

    @Test(
        arguments: ["2026-08-01T13:51:39", "yesterday", "", "Sat, 32 Aug 2026 13:51:39 GMT", "Sat, 01 Aug 2026 13:51:39 XYZ"]
            as [JSON])
    func `what names no moment is none`(value: JSON) {
        #expect(PlatformTime.moment(value) == nil)
    }
}

struct WaitingTests {
    private func asked(_ headers: HTTPHeaders) -> Duration? { Waiting.asked(by: headers, now: noon) }

    @Test func `each platform's way of saying "later" is understood`() {
        #expect(asked(["Retry-After": "17"]) == .seconds(17))
        #expect(asked(["Retry-After": "Sat, 01 Aug 2026 14:00:30 GMT"]) == .seconds(30))
        #expect(
            asked(["X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "2026-08-01T14:05:00.248623Z"]) == .milliseconds(300_248))
        #expect(asked(["x-ratelimit-remaining": "0", "x-ratelimit-reset": "1785592830"]) == .seconds(30))
        #expect(asked(["x-rate-limit-remaining": "0", "x-rate-limit-reset": "1785592830"]) == .seconds(30))
        #expect(asked(["RateLimit-Remaining": "0", "RateLimit-Reset": "45"]) == .seconds(45))
        #expect(asked(["X-RateLimit-Remaining": "3", "X-RateLimit-Reset": "1785592830"]) == nil)
        #expect(asked([:]) == nil)
        #expect(asked(["Retry-After": "99999999"]) == .seconds(86_400))
    }
}

struct LinkHeaderTests {
    @Test(
        arguments: [
            (["<https://a/?p=2>; rel=\"next\""], "https://a/?p=2"),
            (["<https://a/1>; rel=prev, <https://a/2>; rel=next"], "https://a/2"),
            (["<https://a/1>; title=\"x, y\"; rel=\"last next\""], "https://a/1"),
            (["<https://a/1>; rel=\"prev\"", "<https://a/2>; rel=\"NEXT\""], "https://a/2"),
            (["<https://a/1>"], nil), (["rubbish"], nil), ([], nil), (["<https://a/1; rel=next"], nil),
        ] as [([String], String?)]) func `the address of a relation is found`(fields: [String], address: String?)
    {
        #expect(LinkHeader.address(of: "next", in: fields) == address)
    }
}

struct TokenBucketTests {
    @Test func `a burst passes, then calls come as the bucket fills`() {
        var bucket = TokenBucket(count: 3, span: .seconds(6), now: noon)
        for _ in 0..<3 {
            #expect(bucket.wait(now: noon) == .zero)
            bucket.take()
        }
        #expect(bucket.wait(now: noon) == .seconds(2))
        #expect(bucket.wait(now: noon + .seconds(2)) == .zero)
        bucket.take()
        #expect(bucket.wait(now: noon + .seconds(2)) == .seconds(2))
        #expect(bucket.wait(now: noon + .seconds(500)) == .zero)
    }

    @Test func `a clock that steps back stops nothing for ever`() {
        var bucket = TokenBucket(count: 1, span: .seconds(1), now: noon)
        bucket.take()
        #expect(bucket.wait(now: noon - .seconds(7_200)) == .seconds(1))
        #expect(bucket.wait(now: noon - .seconds(7_199)) == .zero)
    }
}

struct StableTextTests {
    @Test(
        arguments: [
            ("a", "a"), (7, "7"), (.number(7), "7"), ([1, 2], "1:2"), (["a:b", "c"], #"a\:b:c"#), (["a", "b:c"], #"a:b\:c"#),
            (.null, nil), ("", nil), ([1, nil], nil), ([[1]], nil), ([:], nil), (true, nil), (.number(1.5), nil), ([], nil),
        ] as [(JSON, String?)]) func `an id is told apart from every other`(value: JSON, text: String?)
    {
        #expect(stableText(value) == text)
    }
}

struct SameTextTests {
    @Test(
        arguments: [
            ("\"So\" -- it's fine...", "“So” – it’s fine…", true), ("Hello\n\nthere", "Hello there", true),
            ("Ja!", "Nein!", false),
            ("👍", "👍", true), ("👍", "👎", false), ("👍", "Ja", false), ("Grüße", "grüße", true),
        ]) func `a platform's typography is no other text`(one: String, other: String, isSame: Bool)
    {
        #expect(SameText.isSame(one, other) == isSame)
    }
}
