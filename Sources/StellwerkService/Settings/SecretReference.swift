import FoundationEssentials

/// A value that stands elsewhere: `${env:NAME}` or `${file:PATH}`. Secrets never stand in YAML.
struct SecretReference: Sendable, Hashable {
    enum Source: Sendable, Hashable {
        case environment(String)
        case file(String)
    }

    let source: Source

    /// Nil for text that is no reference.
    init?(_ text: String) {
        guard text.hasPrefix("${"), text.hasSuffix("}") else { return nil }
        let parts = text.dropFirst(2).dropLast().split(separator: ":", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        switch parts[0] {
        case "env": source = .environment(String(parts[1]))
        case "file": source = .file(String(parts[1]))
        default: return nil
        }
    }

    /// The value; a file's last line break is left out.
    /// - Throws: `SettingsProblem` naming what is missing, never the value.
    func value(environment: [String: String]) throws(SettingsProblem) -> String {
        switch source {
        case .environment(let name):
            guard let value = environment[name], !value.isEmpty else {
                throw SettingsProblem(
                    "the environment variable \(name) is not set", advice: "export \(name)=… before you start Stellwerk")
            }
            return value
        case .file(let path):
            guard let bytes = FileManager.default.contents(atPath: path),
                let text = String(bytes: bytes, encoding: .utf8)
            else {
                throw SettingsProblem(
                    "the secret file \(path) cannot be read", advice: "create it, readable by the user Stellwerk runs as")
            }
            return text.last?.isNewline == true ? String(text.dropLast()) : text
        }
    }
}

/// One thing wrong with the configuration that no single YAML value shows.
public struct SettingsProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// `file:line`, where known.
    public var place: String
    public var message: String
    public var advice: String

    public init(_ message: String, advice: String, place: String = "") {
        (self.message, self.advice, self.place) = (message, advice, place)
    }

    public var description: String { (place.isEmpty ? "" : place + ": ") + message + "; " + advice }
}
