import ConnectorKit
import Expressions
import InboxModel

/// How an answer is classed: once, here, by the manifest's table and then by the built-in one.
struct Verdict: Sendable {
    var label: ErrorLabel
    /// What the platform said about it; empty where it said nothing.
    var message: String
    var retryAfter: Duration?
    var status: Int
    /// Whether the manifest's own table knew it.
    var isDeclared: Bool

    /// Tries the manifest's tests on an answer, success included, then the status.
    ///
    /// - Parameter names: `$settings $account $now`; `$res` is added here.
    init(_ exchange: Exchange, _ errors: CompiledManifest.Errors, _ names: [String: JSON], now: Timestamp) {
        let names = names.merging(["res": exchange.res]) { $1 }
        status = exchange.status
        // A test that fails on this body does not hold: an answer of another shape is no reason to stop.
        let declared = errors.tests.first { (try? $0.test.holds(exchange.body, names)) == true }?.label
        isDeclared = declared != nil
        label = declared ?? Self.builtIn(exchange.status)
        message = errors.message?.value(exchange.body, names)?.text.map(Self.short) ?? ""
        retryAfter =
            errors.retryAfter?.value(exchange.body, names).flatMap(Self.seconds)
            ?? Waiting.asked(by: exchange.headers, now: now)
    }

    /// What a status means where the manifest says nothing.
    static func builtIn(_ status: Int) -> ErrorLabel {
        switch status {
        case 200..<300, 304: .ok
        case 300..<400: .config
        case 401: .authExpired
        case 403: .authDenied
        case 404, 410: .gone
        case 408, 409, 425: .retry
        case 429: .rateLimited
        case 500...: .retry
        default: .rejected
        }
    }

    private static func seconds(_ value: JSON) -> Duration? {
        switch value {
        case .integer(let seconds) where seconds >= 0: .seconds(min(seconds, 86_400))
        case .number(let seconds) where seconds >= 0 && seconds < 86_400: .milliseconds(Int64(seconds * 1_000))
        case .string(let text): Int64(text).map { .seconds(min(max(0, $0), 86_400)) }
        default: nil
        }
    }

    /// One line of bounded length without control characters.
    private static func short(_ text: String) -> String {
        let line = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) }
        return line.count > 300 ? String(line.prefix(300)) + "…" : String(line)
    }
}
