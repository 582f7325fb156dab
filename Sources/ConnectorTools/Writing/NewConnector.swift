import FoundationEssentials

/// The files of a connector that is about to be written: a manifest that explains itself, one tape with its payload, a README.
public struct NewConnector: Sendable {
    public var name: String
    /// What people call the platform.
    public var title: String
    /// Where its API lies: `https://acme.example/api`.
    public var base: String

    public init(name: String, title: String, base: String) { (self.name, self.title, self.base) = (name, title, base) }

    /// A name is one word of small letters, digits and hyphens, as a folder and a URL have it.
    public static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.count <= 40 && name.first?.isLetter == true
            && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }

    /// The files by their place in the folder.
    public var files: [(name: String, text: String)] {
        [
            ("connector.yaml", filled(Self.manifest)), ("fixtures/first-run.yaml", filled(Self.tape)),
            ("fixtures/reply.yaml", filled(Self.reply)), ("fixtures/gone.yaml", filled(Self.gone)),
            ("fixtures/comments.json", Self.payload), ("README.md", filled(Self.readme)), ("icon.svg", filled(Self.icon)),
        ]
    }

    private func filled(_ text: String) -> String {
        text.parts(of: "{{title}}").joined(separator: title).parts(of: "{{base}}").joined(separator: base)
            .parts(of: "{{name}}").joined(separator: name).parts(of: "{{letter}}")
            .joined(separator: String(title.prefix(1)).uppercased())
    }

    /// Writes the files into a folder that must not exist yet.
    public func write(to folder: String) throws {
        for (name, text) in files { try Self.write(Array(text.utf8), to: "\(folder)/\(name)") }
    }

    /// Copies another connector with its tapes and takes only its title away.
    public func copy(of other: ConnectorFolder, to folder: String) throws {
        for file in ["icon.svg", "NOTES.md"] {
            if let data = FileManager.default.contents(atPath: "\(other.path)/\(file)") {
                try Self.write(Array(data), to: "\(folder)/\(file)")
            }
        }
        let fixtures = "\(other.path)/fixtures"
        for file in try FileManager.default.contentsOfDirectory(atPath: fixtures) {
            guard let data = FileManager.default.contents(atPath: "\(fixtures)/\(file)") else { continue }
            try Self.write(Array(data), to: "\(folder)/fixtures/\(file)")
        }
        let lines = String(decoding: other.text, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        let text = lines.map { $0.hasPrefix("title:") ? "title: \(title)" : String($0) }.joined(separator: "\n")
        try Self.write(Array(text.utf8), to: "\(folder)/connector.yaml")
    }

    private static func write(_ bytes: [UInt8], to path: String) throws {
        let folder = URL(filePath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(filePath: path))
    }
}

extension String {
    /// The stretches between occurrences of a word.
    func parts(of word: String) -> [String] {
        var (parts, rest) = ([String](), self[...])
        while let at = String(rest).range(ofText: word) {
            let offset = String(rest)[..<at.lowerBound].count
            parts.append(String(rest.prefix(offset)))
            rest = rest.dropFirst(offset + word.count)
        }
        return parts + [String(rest)]
    }
}
