public import ConnectorKit
public import Expressions
import FoundationEssentials
import InboxModel
import YAMLCoding

/// One folder of `Connectors/` with all that lies in it: the manifest, checked and compiled, and its tapes.
public struct ConnectorFolder: Sendable {
    /// The folder's name, which is the connector's.
    public var name: String
    /// The folder as messages print it.
    public var path: String
    public var text: [UInt8]
    /// Nil where the manifest has mistakes.
    public var manifest: CompiledManifest?
    /// What is wrong with the manifest or worth a look, each with its place.
    public var notes: [Note]
    public var tapes: [Tape]
    /// What is wrong with the tapes.
    public var tapeNotes: [Note]

    /// A mistake or warning in one of the folder's files.
    public struct Note: Sendable, Hashable {
        public var severity: Finding.Severity
        public var file: String
        public var place: SourcePlace
        public var message: String
        /// The line it stands in; empty where there is none.
        public var source: String

        public init(_ severity: Finding.Severity, _ file: String, _ place: SourcePlace, _ message: String, source: String = "")
        {
            (self.severity, self.file, self.place) = (severity, file, place)
            (self.message, self.source) = (message, source)
        }
    }

    /// Names of the tapes, those included that cannot be read.
    public var scenarios: [String] {
        let unreadable = Set(tapeNotes.map { String($0.file.split(separator: "/").last?.dropLast(5) ?? "") })
        return (tapes.map(\.name) + unreadable).sorted()
    }

    public var manifestFile: String { "\(path)/connector.yaml" }

    /// Reads the folder that a path names: the folder itself, or its `connector.yaml`.
    public static func read(_ path: String, builtins: Builtins) -> ConnectorFolder {
        let isFile = path.hasSuffix("connector.yaml")
        let url = isFile ? URL(filePath: path).deletingLastPathComponent() : URL(filePath: path)
        let folder =
            isFile ? String(path.dropLast("connector.yaml".count + 1)) : path.hasSuffix("/") ? String(path.dropLast()) : path
        var read = ConnectorFolder(
            name: url.standardizedFileURL.lastPathComponent, path: folder.isEmpty ? "." : folder, text: [], manifest: nil,
            notes: [], tapes: [], tapeNotes: [])
        read.readManifest(builtins)
        read.readTapes(Signing.builtins(builtins))
        return read
    }

    private mutating func readManifest(_ builtins: Builtins) {
        guard let data = FileManager.default.contents(atPath: manifestFile) else {
            notes = [Note(.error, manifestFile, SourcePlace(line: 1, column: 1), "cannot be read")]
            return
        }
        text = Array(data)
        let written: Manifest
        do {
            written = try YAMLDecoder().decode(Manifest.self, from: text, file: manifestFile)
        } catch {
            notes = error.problems.map { Note(.error, $0) }
            return
        }
        let outcome = ManifestCompiler.compile(written, name: name, text: text, builtins: builtins)
        manifest = outcome.manifest
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        notes = outcome.findings.map { finding in
            let room = finding.room.isEmpty ? "" : "   (\(finding.room))"
            let source = lines.indices.contains(finding.place.line - 1) ? String(lines[finding.place.line - 1]) : ""
            return Note(finding.severity, manifestFile, finding.place, finding.message + room, source: source)
        }
    }

    private mutating func readTapes(_ builtins: Builtins) {
        guard let manifest, manifest.compiled == nil else { return }
        let folder = "\(path)/fixtures"
        let shelf = TapeShelf(folder: folder, manifest: manifest, builtins: builtins)
        var decoder = YAMLDecoder()
        decoder.userInfo[TapeShelf.key] = shelf
        let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".yaml") }
        for name in files.sorted() {
            let file = "\(folder)/\(name)"
            do {
                let bytes = FileManager.default.contents(atPath: file).map { Array($0) } ?? []
                var tape = try decoder.decode(TapeFileContent.self, from: bytes, file: file).tape
                (tape.name, tape.file) = (String(name.dropLast(5)), file)
                tapes.append(tape)
            } catch {
                tapeNotes += error.problems.map { Note(.error, $0) }
            }
        }
    }
}

extension ConnectorFolder.Note {
    fileprivate init(_ severity: Finding.Severity, _ problem: YAMLProblem) {
        self.init(
            severity, problem.file, SourcePlace(line: problem.line, column: problem.column), problem.message,
            source: problem.source)
    }
}
