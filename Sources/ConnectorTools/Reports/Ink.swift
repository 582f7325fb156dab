/// How reports are coloured: on a terminal with the sixteen colours every terminal has, elsewhere not at all.
public struct Ink: Sendable {
    let isColoured: Bool

    public static let plain = Ink(isColoured: false)
    public static let terminal = Ink(isColoured: true)

    public func red(_ text: String) -> String { painted(text, 31) }
    public func green(_ text: String) -> String { painted(text, 32) }
    public func yellow(_ text: String) -> String { painted(text, 33) }
    public func bold(_ text: String) -> String { painted(text, 1) }
    public func faint(_ text: String) -> String { painted(text, 2) }

    private func painted(_ text: String, _ code: Int) -> String {
        isColoured && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
