import FoundationEssentials

/// Where things lie: given by flags, else found beside the program or in the working folder.
public struct Folders: Sendable, Hashable {
    /// What the operator writes.
    public var config: String
    public var connectors: String
    /// What the service keeps.
    public var data: String
    /// The page's files.
    public var web: String

    public init(config: String, connectors: String, data: String, web: String) {
        (self.config, self.connectors, self.web) = (config, connectors, web)
        self.data = data.hasPrefix("/") ? data : "\(FileManager.default.currentDirectoryPath)/\(data)"
    }

    /// Fills in what no flag gave. `Connectors`, `Config` and the page are looked for beside the program and in each folder
    /// above it (a build folder lies within the checkout), then in the working folder.
    public static func found(config: String? = nil, connectors: String? = nil, data: String? = nil, web: String? = nil)
        -> Folders
    {
        let program = URL(fileURLWithPath: Bundled.programPath).deletingLastPathComponent()
        var places = sequence(first: program) { $0.path == "/" ? nil : $0.deletingLastPathComponent() }.map(\.path)
        places.append(FileManager.default.currentDirectoryPath)
        func find(_ names: [String]) -> String {
            for place in places {
                for name in names where FileManager.default.fileExists(atPath: "\(place)/\(name)") { return "\(place)/\(name)" }
            }
            return "\(FileManager.default.currentDirectoryPath)/\(names[0])"
        }
        return Folders(
            config: config ?? find(["Config"]), connectors: connectors ?? find(["Connectors"]),
            data: data ?? "\(FileManager.default.currentDirectoryPath)/data",
            web: web ?? find(["Public", "Sources/WebApp/Public"]))
    }
}

/// Facts about the running program.
enum Bundled {
    /// The program's own file, links resolved.
    static var programPath: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    }
}
