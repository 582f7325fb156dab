import ConnectorKit
import Foundation
import Testing
import YAMLCoding

struct ManifestDecodingTests {
    @Test(arguments: ["telegram", "wordpress", "mastodon"]) func `x`(name: String) throws {
        let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Connectors/\(name)/connector.yaml")
        do throws(YAMLFailure) {
            let bytes = try! Data(contentsOf: url)
            _ = try YAMLDecoder().decode(Manifest.self, from: Array(bytes), file: "c.yaml")
        } catch { print(error); #expect(Bool(false)) }
    }
}
