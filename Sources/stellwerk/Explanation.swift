import StellwerkService

/// An error in words: what happened, and what to do.
enum Explanation {
    static func of(_ error: any Error) -> String {
        if let told = StellwerkService.explain(error) { return told }
        return "\(error)"
    }
}
