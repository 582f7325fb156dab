public import FoundationEssentials

/// A fresh folder that goes away with the value that holds it.
public final class TemporaryFolder: Sendable {
    public let url: URL

    public init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "stellwerk-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// The path of a file in it; nothing is made.
    public func path(_ name: String) -> String { url.appending(path: name).path }
}
