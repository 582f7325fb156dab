import CurlHTTP
import Foundation
import HTTPCore
import TestSupport
import Testing

/// A real TLS server (the `openssl` that Debian's ca-certificates depends on) with a certificate for 127.0.0.1 alone.
@Suite struct TLSTests {
    final class Server {
        let port: UInt16
        let certificate: String
        private let folder: TemporaryFolder
        private let process = Process()

        init(_ arguments: [String]) throws {
            folder = try TemporaryFolder()
            certificate = folder.path("cert.pem")
            let key = folder.path("key.pem")
            try TestCertificate.make(certificate: certificate, key: key)
            process.executableURL = URL(filePath: "/usr/bin/openssl")
            process.arguments = ["s_server", "-accept", "127.0.0.1:0", "-cert", certificate, "-key", key] + arguments
            let output = Pipe()
            process.standardOutput = output
            process.standardError = FileHandle.nullDevice
            process.standardInput = FileHandle.nullDevice
            try process.run()
            // It says `ACCEPT 127.0.0.1:PORT` once it listens.
            var said = ""
            while !(said.contains("ACCEPT") && said.hasSuffix("\n")),
                let more = try output.fileHandleForReading.read(upToCount: 1)
            {
                said += String(decoding: more, as: UTF8.self)
            }
            port = UInt16(said.split(separator: "\n").last?.split(separator: ":").last ?? "") ?? 0
        }

        // It inherits the blocked signals of the thread that started it: a polite one would never reach it.
        deinit { kill(process.processIdentifier, SIGKILL) }
    }

    static func client(_ server: Server, trusting: Bool = true) throws -> CurlClient {
        CurlClient(
            policy: try OutboundPolicy(allow: ["127.0.0.1:\(server.port)"]),
            settings: CurlSettings(extraCAFile: trusting ? server.certificate : nil))
    }

    @Test func `a certificate is believed only when the operator gave it, and only for its host`() async throws {
        let server = try Server(["-www"])
        let answer = try await Self.client(server).send(HTTPCall(.get, "https://127.0.0.1:\(server.port)/"))
        #expect(answer.status == 200)
        #expect(String(decoding: answer.body, as: UTF8.self).contains("TLSv1.3"))

        let stranger = try await Self.client(server, trusting: false).failure(
            of: HTTPCall(.get, "https://127.0.0.1:\(server.port)/secret"))
        #expect(
            stranger
                == HTTPFailure(
                    .tls, "no safe connection to 127.0.0.1:\(server.port): SSL certificate problem: self-signed certificate",
                    advice: "Check the certificate of the platform, and that the package ca-certificates is installed.",
                    requestLeft: false))

        let otherName = try await Self.client(server).failure(of: HTTPCall(.get, "https://localhost:\(server.port)/"))
        #expect(otherName.code == .tls)
        #expect(otherName.message.contains("no alternative certificate subject name matches target host name 'localhost'"))
        #expect(!otherName.requestLeft)
    }

    @Test func `a server that speaks only TLS 1_1 is not spoken to`() async throws {
        let server = try Server(["-www", "-tls1_1", "-cipher", "ALL:@SECLEVEL=0"])
        let failure = try await Self.client(server).failure(of: HTTPCall(.get, "https://127.0.0.1:\(server.port)/"))
        #expect(failure.code == .tls)
        #expect(!failure.requestLeft)
    }

    @Test func `a server that can is spoken to in HTTP-2, many calls at once`() async throws {
        let server = try NGINX()
        let client = CurlClient(
            policy: try OutboundPolicy(allow: ["127.0.0.1:\(server.port)"]),
            settings: CurlSettings(extraCAFile: server.certificate))
        let url = "https://127.0.0.1:\(server.port)/"
        let answers = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<40 {
                group.addTask {
                    String(decoding: try await client.send(HTTPCall(.get, "\(url)?n=\(number)")).body, as: UTF8.self)
                }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        withExtendedLifetime(server) {}
        #expect(answers == Set((0..<40).map { "HTTP/2.0 n=\($0)" }))
    }

    @Test func `mail sessions believe the same certificates`() async throws {
        let server = try Server(["-www"])
        let place = MailServer(host: "127.0.0.1", port: server.port, security: .tls)
        let policy = try OutboundPolicy(allow: ["127.0.0.1:\(server.port)"])
        let login = MailLogin.password(user: "u", "p")
        let stranger = try await mailFailure {
            try await IMAPSession.open(place, login: login, settings: MailSettings(policy: policy))
        }
        #expect(stranger.code == .tls)
        // Believed, it turns out to wait for a request: that is another failure.
        let settings = MailSettings(
            policy: policy, limits: MailLimits(login: .milliseconds(400)), extraCAFile: server.certificate)
        let silent = try await mailFailure { try await IMAPSession.open(place, login: login, settings: settings) }
        #expect(silent.code == .timeout)
    }
}
