import ConnectorTools
import Expressions
import FoundationEssentials
import StellwerkService

/// Finds the connectors that words of the command line mean.
enum ConnectorPlaces {
    /// The connector of a name or a path; all of them where nothing is named.
    static func folders(_ invocation: Invocation, _ word: String?) throws -> [ConnectorFolder] {
        guard let word else { return all(in: invocation.folders.connectors) }
        return [try folder(invocation, word)]
    }

    /// The connector of a name or a path.
    static func folder(_ invocation: Invocation, _ word: String) throws -> ConnectorFolder {
        let shelf = invocation.folders.connectors
        for path in [word, "\(shown(shelf))/\(word)"] where holdsManifest(path) {
            return .read(path, builtins: .standard, programs: ConnectorFolder.programs)
        }
        // A folder of connectors stands for one only where it holds one.
        throw UsageMistake(
            message: "there is no connector '\(word)'; name a folder of \(shelf), or a path\(names(in: shelf))")
    }

    static func all(in shelf: String) -> [ConnectorFolder] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: shelf)) ?? []
        return names.sorted().map { "\(shown(shelf))/\($0)" }.filter(holdsManifest).map {
            .read($0, builtins: .standard, programs: ConnectorFolder.programs)
        }
    }

    /// An older version of a connector: the folder itself, or a folder of connectors that has it.
    static func older(_ name: String, in folder: String) -> ConnectorFolder? {
        [folder, "\(folder)/\(name)", "\(folder)/Connectors/\(name)"].first(where: holdsManifest)
            .map { .read($0, builtins: .standard, programs: ConnectorFolder.programs) }
    }

    /// A path as a person at this folder would write it.
    private static func shown(_ path: String) -> String {
        let here = FileManager.default.currentDirectoryPath + "/"
        return path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
    }

    private static func holdsManifest(_ path: String) -> Bool {
        let file = path.hasSuffix("connector.yaml") ? path : "\(path)/connector.yaml"
        return FileManager.default.fileExists(atPath: file)
    }

    private static func names(in shelf: String) -> String {
        let names = all(in: shelf).map(\.name)
        return names.isEmpty ? "" : " (there are \(names.joined(separator: ", ")))"
    }
}
