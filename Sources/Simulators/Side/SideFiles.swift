import HTTPCore

/// The side page's files, built into the program.
enum SideFiles {
    private static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; "
        + "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

    static func answer(_ path: String) -> HTTPResponse {
        let file: ([UInt8], type: String)? =
            switch path {
            case "/": (PackageResources.side_html, "text/html; charset=utf-8")
            case "/side.css": (PackageResources.side_css, "text/css; charset=utf-8")
            case "/side.js": (PackageResources.side_js, "text/javascript; charset=utf-8")
            default: nil
            }
        guard let (bytes, type) = file else { return HTTPResponse(status: 404, text: "not found\n") }
        var response = HTTPResponse(status: 200, body: .bytes(bytes))
        response.headers["Content-Type"] = type
        response.headers["Content-Security-Policy"] = policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        return response
    }
}
