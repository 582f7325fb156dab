import HTTPCore

extension HTTPResponse {
    /// A JSON answer.
    init(_ status: Int = 200, _ document: Document, escapingForeignLetters escapes: Bool = false, headers: HTTPHeaders = [:]) {
        self.init(
            status: status, headers: headers, text: document.written(escapingForeignLetters: escapes), type: "application/json")
    }
}
