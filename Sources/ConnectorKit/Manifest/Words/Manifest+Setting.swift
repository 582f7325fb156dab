extension Manifest {
    /// One field of the form that makes a channel.
    public struct Setting: Decodable, Sendable, Hashable {
        public enum Kind: String, Decodable, CaseIterable, Sendable {
            case string, secret, host, url, choice, bool, int, text
        }

        public var kind: Kind
        public var title: String
        public var help: String?
        public var example: String?
        /// A regular expression the whole value matches.
        public var pattern: String?
        public var choices: [String]
        public var defaultValue: String?
        public var isOptional: Bool

        enum CodingKeys: String, CodingKey, CaseIterable {
            case kind = "type"
            case title, help, example, pattern, choices
            case defaultValue = "default"
            case isOptional = "optional"
        }

        public init(from decoder: any Decoder) throws {
            let map = try decoder.container(keyedBy: CodingKeys.self)
            kind = try map.decode(Kind.self, forKey: .kind)
            title = try map.decode(String.self, forKey: .title)
            help = try map.decodeIfPresent(String.self, forKey: .help)
            example = try map.decodeIfPresent(String.self, forKey: .example)
            pattern = try map.decodeIfPresent(String.self, forKey: .pattern)
            choices = try map.decodeIfPresent([String].self, forKey: .choices) ?? []
            defaultValue = try map.decodeIfPresent(String.self, forKey: .defaultValue)
            isOptional = try map.decodeIfPresent(Bool.self, forKey: .isOptional) ?? false
            if kind == .choice, choices.isEmpty { decoder.report("a choice needs `choices: [one, two]`", atKey: "type") }
        }
    }
}
