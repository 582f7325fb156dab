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
    /// The manifest's bytes.
    public var text: [UInt8] = []
    /// Nil where the manifest has mistakes.
    public var manifest: CompiledManifest?
    /// What is wrong with the manifest or worth a look, each with its place.
    public var notes: [Note] = []
    /// What `define` of the manifest names.
    public var definitions: [Definition] = []
    public var tapes: [Tape] = []
    /// What is wrong with the tapes.
    public var tapeNotes: [Note] = []

    /// A mistake or warning in one of the folder's files.
    public struct Note: Sendable, Hashable {
        public var severity: Finding.Severity
        public var file: String
        public var place: SourcePlace
        public var message: String
        /// The line it stands in; empty where there is none.
        public var source: String

        public var isError: Bool { severity == .error }

        public init(_ severity: Finding.Severity, _ file: String, _ place: SourcePlace, _ message: String, source: String = "")
        {
            (self.severity, self.file, self.place) = (severity, file, place)
            (self.message, self.source) = (message, source)
        }
    }

    public var manifestFile: String { "\(path)/connector.yaml" }

    /// Names of the tapes, those included that cannot be read.
    public var scenarios: [String] {
        let unreadable = Set(tapeNotes.map { String($0.file.split(separator: "/").last?.dropLast(5) ?? "") })
        return (tapes.map(\.name) + unreadable).sorted()
    }

    /// Reads the folder that a path names: the folder itself, or its `connector.yaml`.
    ///
    /// - Parameter programs: what runs the program of a connector in its folder; nil where none is run.
    public static func read(
        _ path: String, builtins: Builtins, programs: ((_ folder: String) -> any ProgramHost)? = nil
    ) -> ConnectorFolder {
        var folder = manifest(path, builtins: builtins)
        folder.readTapes(Signing.builtins(builtins))
        guard folder.manifest?.program != nil, let host = programs?(folder.path) else { return folder }
        for index in folder.tapes.indices { folder.tapes[index].programs = host }
        return folder
    }

    /// Reads the manifest of a folder and leaves its tapes alone.
    public static func manifest(_ path: String, builtins: Builtins) -> ConnectorFolder {
        let isFile = path.hasSuffix("connector.yaml")
        let folder = isFile ? String(path.dropLast("connector.yaml".count)) : path
        let trimmed = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        let url = URL(filePath: folder.isEmpty ? "." : folder).standardizedFileURL
        var read = ConnectorFolder(name: url.lastPathComponent, path: folder.isEmpty ? "." : trimmed)
        read.readManifest(builtins)
        return read
    }

    private init(name: String, path: String) { (self.name, self.path) = (name, path) }

    private mutating func readManifest(_ builtins: Builtins) {
        guard let data = FileManager.default.contents(atPath: manifestFile) else {
            notes = [Note(.error, manifestFile, SourcePlace(line: 1, column: 1), "the file cannot be read")]
            return
        }
        text = Array(data)
        let room = Room(text)
        let (written, problems) = YAMLDecoder().read(Manifest.self, from: text, file: manifestFile)
        notes = problems.map { Note($0, room: room.name(ofLine: $0.line)) }
        guard let written else { return }
        let outcome = ManifestCompiler.compile(written, name: name, text: text, builtins: builtins)
        (manifest, definitions) = (outcome.manifest, outcome.definitions)
        notes += outcome.findings.map { finding in
            let tail = finding.room.isEmpty ? "" : "   (\(finding.room))"
            return Note(
                finding.severity, manifestFile, finding.place, finding.message + tail,
                source: room.source(ofLine: finding.place.line))
        }
        notes.sort { $0.place < $1.place }
    }

    private mutating func readTapes(_ builtins: Builtins) {
        guard let manifest, manifest.compiled == nil else { return }
        let folder = "\(path)/fixtures"
        var decoder = YAMLDecoder()
        decoder.userInfo[TapeShelf.key] = TapeShelf(folder: folder, manifest: manifest, builtins: builtins)
        let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".yaml") }
        for name in files.sorted() {
            let file = "\(folder)/\(name)"
            do {
                let bytes = FileManager.default.contents(atPath: file).map { Array($0) } ?? []
                var tape = try decoder.decode(TapeFileContent.self, from: bytes, file: file).tape
                (tape.name, tape.file) = (String(name.dropLast(5)), file)
                tapes.append(tape)
            } catch {
                tapeNotes += error.problems.map { Note($0, room: "") }
            }
        }
    }
}

extension ConnectorFolder.Note {
    fileprivate init(_ problem: YAMLProblem, room: String) {
        let tail = room.isEmpty ? "" : "   (\(room))"
        self.init(
            problem.isWarning ? .warning : .error, problem.file, SourcePlace(line: problem.line, column: problem.column),
            OtherWords.completed(problem.message) + tail, source: problem.source)
    }
}
