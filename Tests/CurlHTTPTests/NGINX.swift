import Foundation
import TestSupport

/// A real nginx on loopback that speaks HTTP/2 and says which protocol it was spoken to in.
final class NGINX {
    let port: UInt16
    let certificate: String
    private let folder: TemporaryFolder
    private let process = Process()

    init() throws {
        folder = try TemporaryFolder()
        (certificate, port) = (folder.path("cert.pem"), try Self.freePort())
        try TestCertificate.make(certificate: certificate, key: folder.path("key.pem"))
        let settings = """
            daemon off; master_process off; pid \(folder.path("pid")); error_log stderr info;
            events {}
            http {
              access_log off;
              client_body_temp_path \(folder.path("body")); proxy_temp_path \(folder.path("proxy"));
              fastcgi_temp_path \(folder.path("fcgi")); uwsgi_temp_path \(folder.path("uwsgi"));
              scgi_temp_path \(folder.path("scgi"));
              server {
                listen 127.0.0.1:\(port) ssl http2;
                ssl_certificate \(certificate); ssl_certificate_key \(folder.path("key.pem"));
                location / { default_type text/plain; return 200 "$server_protocol $args"; }
              }
            }
            """
        try Data(settings.utf8).write(to: URL(filePath: folder.path("nginx.conf")))
        process.executableURL = URL(filePath: "/usr/sbin/nginx")
        process.arguments = ["-c", folder.path("nginx.conf"), "-e", "stderr"]
        let output = Pipe()
        process.standardError = output
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        // It says so once its listening sockets are open and its one worker runs.
        var said = ""
        while !said.contains("start worker") && !said.contains("using the"),
            let more = try output.fileHandleForReading.read(upToCount: 1)
        {
            said += String(decoding: more, as: UTF8.self)
        }
        output.fileHandleForReading.readabilityHandler = { _ = $0.availableData }
    }

    // It inherits this thread's blocked signals: a polite one would never reach it.
    deinit { kill(process.processIdentifier, SIGKILL) }

    private static func freePort() throws -> UInt16 {
        let listener = try ScriptedServer { _ in }
        return listener.port
    }
}

/// A self-signed certificate for 127.0.0.1 alone.
enum TestCertificate {
    static func make(certificate: String, key: String) throws {
        let openssl = Process()
        openssl.executableURL = URL(filePath: "/usr/bin/openssl")
        let making = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
        let subject = ["-subj", "/CN=stellwerk test", "-addext", "subjectAltName=IP:127.0.0.1"]
        openssl.arguments = making + ["-keyout", key, "-out", certificate] + subject
        openssl.standardError = FileHandle.nullDevice
        try openssl.run()
        openssl.waitUntilExit()
    }
}
