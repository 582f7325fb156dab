import FoundationEssentials

/// What lies in a folder of connectors.
enum FolderNames {
    /// Names of the folders right below one.
    static func below(_ folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { name in
            var isFolder = false
            return FileManager.default.fileExists(atPath: "\(folder)/\(name)", isDirectory: &isFolder) && isFolder
        }.sorted()
    }

    /// A mark of each connector below a folder that changes with its manifest, and when a tape or payload is saved.
    static func marks(_ folder: String) -> [String: String] {
        var marks: [String: String] = [:]
        for name in below(folder) {
            let manifest = "\(folder)/\(name)/connector.yaml"
            guard FileManager.default.fileExists(atPath: manifest) else { continue }
            let fixtures = "\(folder)/\(name)/fixtures"
            let tapes = ((try? FileManager.default.contentsOfDirectory(atPath: fixtures)) ?? []).sorted()
            marks[name] = ([manifest] + tapes.map { "\(fixtures)/\($0)" }).map(mark).joined(separator: " ")
        }
        return marks
    }

    private static func mark(_ path: String) -> String {
        guard let facts = try? FileManager.default.attributesOfItem(atPath: path) else { return "-" }
        let saved = (facts[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
        return "\(path.split(separator: "/").last ?? "") \(saved) \(facts[.size] ?? 0)"
    }
}
