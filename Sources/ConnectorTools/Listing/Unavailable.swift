public import Expressions
import FoundationEssentials
import YAMLCoding

/// A platform that people ask for and that lets nobody in: the reason, and the honest way round.
public struct Unavailable: Sendable, Hashable {
    public var name: String
    public var title: String
    public var reason: String
    /// What to do instead: lines for routing.yaml, or words.
    public var instead: String
    public var source: String?

    /// Reads `unavailable.yaml` of a folder of connectors; empty where there is none.
    public static func read(_ folder: String) throws -> [Unavailable] {
        let file = "\(folder)/unavailable.yaml"
        guard let data = FileManager.default.contents(atPath: file) else { return [] }
        return try YAMLDecoder().decode(List.self, from: Array(data), file: file).unavailable
    }

    /// Name, reason and what to do instead, in a column.
    public func text(_ ink: Ink = .plain) -> String {
        let reason = Self.wrapped(reason, to: 110)
        let instead = instead.split(separator: "\n").map(String.init)
        return
            ([ink.bold(name) + "  \(title)"] + reason.map { "    \($0)" } + ["    instead, mail notifications and a rule:"]
            + instead.map { "      \(ink.faint($0))" }).joined(separator: "\n")
    }

    private static func wrapped(_ text: String, to width: Int) -> [String] {
        text.split(whereSeparator: \.isWhitespace).reduce(into: []) { lines, word in
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] += " \(word)"
            } else {
                lines.append(String(word))
            }
        }
    }

    public var json: JSON {
        [
            "name": .string(name), "title": .string(title), "reason": .string(reason), "instead": .string(instead),
            "source": source.map(JSON.string) ?? .null,
        ]
    }

    private struct List: Decodable {
        var unavailable: [Unavailable]
        enum CodingKeys: String, CodingKey, CaseIterable { case unavailable }
    }
}

extension Unavailable: Decodable {
    enum CodingKeys: String, CodingKey, CaseIterable { case name, title, reason, instead, source, seen }

    public init(from decoder: any Decoder) throws {
        let map = try decoder.container(keyedBy: CodingKeys.self)
        name = try map.decode(String.self, forKey: .name)
        title = try map.decode(String.self, forKey: .title)
        reason = try map.decode(String.self, forKey: .reason)
        instead = try map.decode(String.self, forKey: .instead)
        source = try map.decodeIfPresent(String.self, forKey: .source)
    }
}
