public import Desk
import FoundationEssentials
import Routing
import ServiceLevels
public import TimeZones
import YAMLCoding

/// All of `Config/`, read and checked as a whole: every mistake of every file at once, or a configuration without any.
public struct Configuration: Sendable {
    public var service = ServiceSettings()
    public var apps: [String: AppSettings] = [:]
    public var channels: [ChannelSettings] = []
    public var book: HouseBook
    public var replies: [CannedReply] = []
}

/// A canned reply of `replies.yaml`.
public struct CannedReply: Sendable, Decodable {
    enum CodingKeys: String, CodingKey, CaseIterable { case name, title, text, language }
    public var name: String
    public var title: String
    public var text: String
    public var language: String?
}

/// Everything wrong with a configuration.
public struct ConfigurationFailure: Error, Sendable, CustomStringConvertible {
    public var problems: [String]

    public init(problems: [String]) { self.problems = problems }

    public var description: String { problems.joined(separator: "\n") }
}

extension Configuration {
    /// Reads a folder. Files that are not there count as empty; a folder that is not there is one mistake.
    public static func read(_ folder: String, zones: ZoneDatabase) throws(ConfigurationFailure) -> Configuration {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder else {
            throw ConfigurationFailure(problems: [
                "\(folder): there is no such folder; name the one with your settings by --config, or copy Config/ from the project"
            ])
        }
        var reader = Reader(folder: folder, zones: zones)
        let service = reader.decode(ServiceSettings.self, "stellwerk.yaml") ?? ServiceSettings()
        let apps = reader.decode([String: AppSettings].self, "apps.yaml") ?? [:]
        let channels = reader.decode(ChannelsFile.self, "channels.yaml")?.channels ?? []
        let routing = reader.decode(RoutingFile.self, "routing.yaml")
        let levels = reader.decode(ServiceLevelFile<Selector<Policy>>.self, "service-levels.yaml")
        let replies = reader.decode([CannedReply].self, "replies.yaml") ?? []
        guard reader.problems.isEmpty else { throw ConfigurationFailure(problems: reader.problems) }
        return Configuration(
            service: service, apps: apps, channels: channels, book: HouseBook(routing: routing, levels: levels),
            replies: replies)
    }
}

private struct Reader {
    let folder: String
    let zones: ZoneDatabase
    var problems: [String] = []

    init(folder: String, zones: ZoneDatabase) { (self.folder, self.zones) = (folder, zones) }

    /// Nil where the file is missing or empty, and where it is wrong: then its problems are noted.
    mutating func decode<T: Decodable>(_ type: T.Type, _ name: String) -> T? {
        let path = "\(folder)/\(name)"
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            problems.append("\(path): cannot be read; give the user Stellwerk runs as the right to read it")
            return nil
        }
        guard bytes.contains(where: { $0 > 32 }) else { return nil }
        var decoder = YAMLDecoder()
        decoder.userInfo[.zones] = zones
        decoder.userInfo[.patterns] = PatternCompiler.bounded
        do {
            return try decoder.decode(type, from: Array(bytes), file: path)
        } catch {
            problems += error.problems.map(\.description)
            return nil
        }
    }
}
