/// By what a mail shows that no person waits for an answer to it. Answering such mails by machine makes two systems talk to
/// each other for ever.
public enum AutomaticSign: String, Sendable, Hashable, CaseIterable {
    /// `Auto-Submitted` other than `no` (RFC 3834).
    case autoSubmitted = "auto-submitted"
    /// `List-Id`, `List-Unsubscribe` or `List-Post` (RFC 2919, RFC 2369).
    case list
    /// `Precedence: bulk`, `list` or `junk`.
    case precedence
    /// `X-Auto-Response-Suppress`, which Exchange adds.
    case suppressed = "x-auto-response-suppress"
    /// `Return-Path: <>`: nobody wants to hear of its fate.
    case emptyReturnPath = "empty return-path"
    /// A report of a mail server.
    case report
}

extension Mail {
    /// The first sign that a machine sent it; nil for what a person may have written.
    public var automaticSign: AutomaticSign? {
        if let submitted = headers["auto-submitted"]?.lowercased(), !submitted.isEmpty, !Self.isNo(submitted) {
            return .autoSubmitted
        }
        if reportType == "delivery-status" { return .report }
        if ["list-id", "list-unsubscribe", "list-post"].contains(where: { headers.raw($0) != nil }) { return .list }
        if let word = headers["precedence"]?.lowercased(), ["bulk", "list", "junk"].contains(word) { return .precedence }
        if let suppress = headers["x-auto-response-suppress"]?.lowercased(), suppress != "none" { return .suppressed }
        if let path = headers.raw("return-path"), path.filter({ !$0.isSpace }).elementsEqual([60, 62]) {
            return .emptyReturnPath
        }
        return nil
    }

    /// `no`, also with a comment or parameters behind it.
    private static func isNo(_ value: String) -> Bool {
        value.hasPrefix("no") && value.dropFirst(2).first.map { $0 == " " || $0 == ";" || $0 == "(" } != false
    }
}
