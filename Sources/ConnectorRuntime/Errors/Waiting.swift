import HTTPCore
import InboxModel

/// How long a platform asks us to wait, in the headers that platforms use.
enum Waiting {
    /// `Retry-After` in seconds or as a date; else the reset of a used-up limit.
    static func asked(by headers: HTTPHeaders, now: Timestamp) -> Duration? {
        if let text = headers["Retry-After"] {
            if let seconds = Int64(text.filter { $0 != " " }), seconds >= 0 { return .seconds(min(seconds, 86_400)) }
            if let moment = PlatformTime.mailDate(text) { return positive(moment - now) }
        }
        return pause(by: headers, now: now)
    }

    /// The time until a limit resets of which nothing is left; nil while something is.
    /// Mastodon's reset is an ISO time, GitHub's and X's count seconds since 1970, RateLimit's seconds from now.
    /// Source: shared fact sheets of the platforms; https://docs.joinmastodon.org/api/rate-limits/, read 2026-08-01.
    static func pause(by headers: HTTPHeaders, now: Timestamp) -> Duration? {
        for prefix in ["X-RateLimit-", "X-Rate-Limit-", "RateLimit-"] {
            guard let left = headers[prefix + "Remaining"], Int64(left) == 0, let reset = headers[prefix + "Reset"] else {
                continue
            }
            if let moment = Timestamp(rfc3339: reset) { return positive(moment - now) }
            guard let number = Int64(reset), number >= 0 else { continue }
            return number > 1_000_000_000 ? positive(Timestamp(seconds: number) - now) : .seconds(min(number, 86_400))
        }
        return nil
    }

    private static func positive(_ span: Duration) -> Duration? {
        span > .zero ? min(span, .seconds(86_400)) : .zero
    }
}
