public import HTTPCore

/// The page: one document at the root, its files under `/assets/<version>/`, cached for ever and still found when the version
/// changes. What serves the files is given by the top, which reads them once at the start.
public struct Page: Sendable {
    private let document: [UInt8]
    private let file: @Sendable (HTTPRequest) -> HTTPResponse?

    /// - Parameters:
    ///   - document: the page's own markup, with its asset paths already set.
    ///   - file: answers a path below `/assets/`, or nil.
    public init(document: [UInt8], file: @escaping @Sendable (HTTPRequest) -> HTTPResponse?) {
        (self.document, self.file) = (document, file)
    }

    func answer(_ request: HTTPRequest) throws -> HTTPResponse {
        if request.path == "/" {
            return HTTPResponse(status: 200, headers: ["Content-Type": "text/html; charset=utf-8"], body: .bytes(document))
        }
        guard let response = file(request) else { throw APIFailure.notFound }
        return response
    }
}
