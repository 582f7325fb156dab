import Expressions
import Foundation
import Testing

/// The cases of nst/JSONTestSuite, read through `STELLWERK_SUITES`.
struct JSONSuiteTests {
    static let suites = ProcessInfo.processInfo.environment["STELLWERK_SUITES"]

    @Test(.enabled(if: suites != nil)) func `every case of the public suite is judged as it says`() throws {
        let folder = URL(filePath: try #require(Self.suites)).appending(path: "json/test_parsing")
        var counts: [Character: Int] = [:]
        for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
            let name = file.lastPathComponent
            let bytes = [UInt8](try Data(contentsOf: file))
            let value = try? JSON(parsing: bytes)
            switch name.first {
            case "y": #expect(value != nil, "\(name)")
            case "n": #expect(value == nil, "\(name)")
            default: break
            }
            if let value { #expect(try JSON(parsing: value.encoded()).encoded() == value.encoded(), "\(name)") }
            counts[name.first ?? "?", default: 0] += 1
        }
        #expect(counts == ["y": 95, "n": 188, "i": 35])
    }
}
