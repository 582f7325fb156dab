import FoundationEssentials
public import HTTPCore

/// The files of a folder, read once at the start and served from memory: a fixed table, so no path of a request ever
/// reaches the file system.
///
/// Below `/assets/<version>/` they may be cached for ever, for another version has another path. Text is compressed once.
public struct StaticFiles: Sendable {
    private let files: [String: StaticFile]
    private let prefix: String

    /// - Parameters:
    ///   - folder: read with everything below; what begins with a dot is left out.
    ///   - version: one path segment that changes whenever a file does.
    /// - Throws: `StaticFilesFailure` where the folder or one of its files cannot be read.
    public init(folder: String, version: String) throws(StaticFilesFailure) {
        precondition(!version.isEmpty && !version.contains("/"), "the version is one path segment")
        prefix = "/assets/\(version)/"
        files = try Self.read(folder)
    }

    /// The names of all files, relative to the folder, sorted.
    public var names: [String] { files.keys.sorted() }

    /// Where a file is served for ever under this version.
    public func path(of name: String) -> String { prefix + name }

    /// Answers a `GET` or `HEAD` below `/assets/<version>/`; nil for every other request and for files that do not exist.
    public func answer(_ request: HTTPRequest) -> HTTPResponse? {
        guard request.path.hasPrefix(prefix) else { return nil }
        return answer(
            request, with: String(request.path.dropFirst(prefix.count)), caching: "public, max-age=31536000, immutable")
    }

    /// Answers any `GET` or `HEAD` with a file, for a path whose content changes: the page itself. The browser asks every
    /// time whether its copy is still good.
    public func answer(_ request: HTTPRequest, with name: String) -> HTTPResponse? {
        answer(request, with: name, caching: "no-cache")
    }

    private func answer(_ request: HTTPRequest, with name: String, caching: String) -> HTTPResponse? {
        guard request.method == .get || request.method == .head, let file = files[name] else { return nil }
        return file.answer(request.headers, caching: caching)
    }

    private static func read(_ folder: String) throws(StaticFilesFailure) -> [String: StaticFile] {
        guard let names = try? FileManager.default.subpathsOfDirectory(atPath: folder) else {
            throw StaticFilesFailure(
                message: "The folder of web files \(folder) cannot be read.",
                advice: "Give the folder that holds index.html, or install the program again.")
        }
        var files: [String: StaticFile] = [:]
        for name in names where !name.split(separator: "/").contains(where: { $0.hasPrefix(".") }) {
            let path = folder + "/" + name
            var isFolder = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder else { continue }
            guard let data = FileManager.default.contents(atPath: path) else {
                throw StaticFilesFailure(message: "The web file \(path) cannot be read.", advice: "Check who may read it.")
            }
            files[name] = StaticFile(name: name, bytes: Array(data))
        }
        return files
    }
}

/// Why the web files cannot be served.
public struct StaticFilesFailure: Error, Sendable, Hashable {
    /// What happened, with the path.
    public var message: String
    /// What to do now.
    public var advice: String

    public init(message: String, advice: String) { (self.message, self.advice) = (message, advice) }
}
