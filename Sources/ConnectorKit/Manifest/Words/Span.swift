/// A span of time as manifests write it: a whole number and one of `ms s m h d w`, as in `90s` or `14d`.
struct Span: Decodable, Sendable, Hashable {
    var duration: Duration

    init(_ duration: Duration) { self.duration = duration }

    init?(_ text: some StringProtocol) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let count = Int64(digits), count > 0, count < 1_000_000_000 else { return nil }
        switch text[digits.endIndex...] {
        case "ms": duration = .milliseconds(count)
        case "s": duration = .seconds(count)
        case "m": duration = .seconds(count * 60)
        case "h": duration = .seconds(count * 3_600)
        case "d": duration = .seconds(count * 86_400)
        case "w": duration = .seconds(count * 604_800)
        default: return nil
        }
    }

    init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let span = Span(text) else {
            throw decoder.fault("`\(text)` is no span of time; write a whole number and ms, s, m, h, d or w, as in 90s or 14d")
        }
        self = span
    }
}
