import Foundation
import HTTPCore
import MicroHTTP
import TestSupport
import Testing

struct StaticFilesTests {
    private static let script = Array(String(repeating: "console.log('signal box');\n", count: 100).utf8)

    private static func make() throws -> StaticFiles {
        let folder = try TemporaryFolder()
        let files: [String: [UInt8]] = [
            "index.html": Array("<!doctype html>".utf8), "js/app.js": script, "css/app.css": Array("b{}".utf8),
            "logo.svg": Array("<svg/>".utf8), "font.woff2": script, "shot.png": [0x89, 0x50], "data.json": Array("{}".utf8),
            ".hidden": [1], ".git/config": [1], "README": [1],
        ]
        for (name, bytes) in files {
            let url = folder.url.appending(path: name)
            try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: url)
        }
        return try StaticFiles(folder: folder.url.path, version: "v1")
    }

    private static func bytes(_ response: HTTPResponse?) -> [UInt8]? {
        if case .bytes(let bytes)? = response?.body { bytes } else { nil }
    }

    @Test(arguments: [
        ("index.html", "text/html; charset=utf-8"), ("js/app.js", "text/javascript; charset=utf-8"),
        ("css/app.css", "text/css; charset=utf-8"), ("logo.svg", "image/svg+xml"), ("font.woff2", "font/woff2"),
        ("shot.png", "image/png"), ("data.json", "application/json"), ("README", "application/octet-stream"),
    ])
    func `each file has its type and is kept for ever`(name: String, type: String) throws {
        let files = try Self.make()
        let response = try #require(files.answer(HTTPRequest(method: .get, path: files.path(of: name))))
        #expect(response.status == 200)
        #expect(response.headers["Content-Type"] == type)
        #expect(response.headers["Cache-Control"] == "public, max-age=31536000, immutable")
        #expect(response.headers["Content-Encoding"] == nil)
    }

    @Test func `the table holds what lies in the folder, but nothing hidden`() throws {
        #expect(
            try Self.make().names == [
                "README", "css/app.css", "data.json", "font.woff2", "index.html", "js/app.js", "logo.svg", "shot.png",
            ])
    }

    @Test(arguments: [
        "/assets/v2/js/app.js", "/assets/v1/", "/assets/v1", "/assets/v1/js", "/assets/v1/js/", "/assets/v1//js/app.js",
        "/assets/v1/../v1/js/app.js", "/assets/v1/.hidden", "/assets/v1/.git/config", "/js/app.js", "/assets/v1/js\\app.js",
        "/assets/v1/JS/app.js", "/assets/v1/js/app.js\0", "/etc/passwd", "/assets/v1//etc/passwd",
    ])
    func `nothing else is found`(path: String) throws {
        #expect(try Self.make().answer(HTTPRequest(method: .get, path: path)) == nil)
    }

    @Test func `other methods are not ours`() throws {
        let files = try Self.make()
        #expect(files.answer(HTTPRequest(method: .post, path: "/assets/v1/js/app.js")) == nil)
        #expect(files.answer(HTTPRequest(method: .head, path: "/assets/v1/js/app.js")) != nil)
    }

    @Test(arguments: [
        ("gzip", true), ("br, gzip;q=0.5", true), ("*", true), ("GZIP", true), ("gzip;q=1.0, identity", true), (nil, false),
        ("", false), ("br", false), ("gzip;q=0", false), ("gzip; q=0.000", false), ("*;q=0", false), ("*, gzip;q=0", false),
        ("gzip, *;q=0", true),
    ])
    func `text is compressed for whoever takes it`(accepted: String?, isCompressed: Bool) throws {
        let files = try Self.make()
        let headers: HTTPHeaders = accepted.map { ["Accept-Encoding": $0] } ?? [:]
        let request = HTTPRequest(method: .get, path: "/assets/v1/js/app.js", headers: headers)
        let response = try #require(files.answer(request))
        #expect(response.headers["Content-Encoding"] == (isCompressed ? "gzip" : nil))
        #expect(response.headers["Vary"] == "Accept-Encoding")
        let bytes = try #require(Self.bytes(response))
        #expect(isCompressed ? bytes.starts(with: [0x1f, 0x8b]) && bytes.count < 200 : bytes == Self.script)
    }

    @Test func `what is compressed is the file`() throws {
        let files = try Self.make()
        let request = HTTPRequest(method: .get, path: "/assets/v1/js/app.js", headers: ["Accept-Encoding": "gzip"])
        let folder = try TemporaryFolder()
        try Data(#require(Self.bytes(files.answer(request)))).write(to: folder.url.appending(path: "app.js.gz"))
        let pipe = try #require(popen("gzip -dc '\(folder.path("app.js.gz"))'", "r"))
        defer { pclose(pipe) }
        var unpacked = [UInt8](repeating: 0, count: Self.script.count + 1)
        let count = fread(&unpacked, 1, unpacked.count, pipe)
        #expect(Array(unpacked.prefix(count)) == Self.script)
    }

    @Test func `what would not shrink is not compressed, nor is what is no text`() throws {
        let files = try Self.make()
        for name in ["css/app.css", "font.woff2"] {
            let request = HTTPRequest(method: .get, path: files.path(of: name), headers: ["Accept-Encoding": "gzip"])
            #expect(try #require(files.answer(request)).headers["Content-Encoding"] == nil, "\(name)")
        }
    }

    @Test func `a copy that is still good is not sent again`() throws {
        let files = try Self.make()
        var request = HTTPRequest(method: .get, path: "/assets/v1/js/app.js")
        let plain = try #require(files.answer(request)?.headers["ETag"])
        request.headers["Accept-Encoding"] = "gzip"
        let compressed = try #require(files.answer(request)?.headers["ETag"])
        #expect(plain != compressed)
        for known in [compressed, "W/\(compressed)", "\"other\", \(compressed)", "*"] {
            request.headers["If-None-Match"] = known
            let response = try #require(files.answer(request))
            #expect(response.status == 304, "\(known)")
            #expect(response.headers["ETag"] == compressed)
            #expect(response.headers["Content-Type"] == nil)
        }
        for unknown in [plain, "\"other\"", "", compressed.replacing("\"", with: "")] {
            request.headers["If-None-Match"] = unknown
            #expect(files.answer(request)?.status == 200, "\(unknown)")
        }
    }

    @Test func `the page itself is asked for every time`() throws {
        let files = try Self.make()
        let response = try #require(files.answer(HTTPRequest(method: .get, path: "/queue/7"), with: "index.html"))
        #expect(response.headers["Cache-Control"] == "no-cache")
        #expect(Self.bytes(response) == Array("<!doctype html>".utf8))
        #expect(files.answer(HTTPRequest(method: .get, path: "/"), with: "none.html") == nil)
    }

    @Test func `a folder that is missing is named`() {
        let failure = #expect(throws: StaticFilesFailure.self) { try StaticFiles(folder: "/no/such/folder", version: "v1") }
        #expect(failure?.message == "The folder of web files /no/such/folder cannot be read.")
    }

    @Test func `a listener sends them as they are`() async throws {
        let files = try Self.make()
        let handler = TestHandler(responds: { files.answer($0) ?? HTTPResponse(status: 404) })
        try await withListener(handler) { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                try client.send("GET", "/assets/v1/js/app.js")
                let answer = try client.receive()
                #expect(answer.body == Self.script)
                try client.send("GET", "/assets/v1/js/app.js", headers: [("If-None-Match", answer.headers["ETag"] ?? "")])
                let unchanged = try client.receive()
                #expect(unchanged.status == 304)
                #expect(unchanged.headers["Content-Length"] == "2700")
                try client.send("HEAD", "/assets/v1/js/app.js")
                #expect(try client.receive(isHead: true).headers["Content-Length"] == "2700")
                try client.send("GET", "/assets/v1/js/none.js")
                #expect(try client.receive().status == 404)
            }
        }
    }
}
