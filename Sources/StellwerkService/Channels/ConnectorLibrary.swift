public import ConnectorKit
import ConnectorRuntime
import ConnectorTools
public import Expressions
import FoundationEssentials
import TimeZones

/// The connectors of `Connectors/`, each checked and compiled. A folder that is wrong costs only its own channels.
public struct ConnectorLibrary: Sendable {
    /// One folder.
    public struct Shelf: Sendable {
        public var name: String
        public var path: String
        /// Nil where the manifest has mistakes.
        public var manifest: CompiledManifest?
        /// Mistakes and warnings, as a compiler says them.
        public var findings: [String]
        public var hasErrors: Bool { manifest == nil }
    }

    public var shelves: [String: Shelf]

    /// Reads every folder that holds a `connector.yaml`.
    public static func read(_ folder: String) -> ConnectorLibrary {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        var shelves: [String: Shelf] = [:]
        for name in names.sorted() where FileManager.default.fileExists(atPath: "\(folder)/\(name)/connector.yaml") {
            shelves[name] = read(name, at: "\(folder)/\(name)/connector.yaml")
        }
        return ConnectorLibrary(shelves: shelves)
    }

    /// Reads one manifest.
    public static func read(_ name: String, at path: String) -> Shelf {
        let folder = ConnectorFolder.manifest(path, builtins: .standard)
        var shelf = Shelf(name: name, path: path, manifest: folder.manifest, findings: folder.notes.map { $0.text() })
        for zone in folder.manifest?.rates.compactMap(\.resets?.zone) ?? [] {
            guard (try? ZoneDatabase.system.rules(named: zone)) == nil else { continue }
            shelf.findings.append(
                "\(path): error: there is no time zone `\(zone)`; write an IANA name such as America/Los_Angeles")
            shelf.manifest = nil
        }
        return shelf
    }
}

extension Builtins {
    /// As the program fills them in, with the system's clock.
    public static let standard = Builtins.onWalls { Date().timeIntervalSince1970 }
}
