import ConnectorKit
import Expressions
import FoundationEssentials

/// What a tape is read with: the folder it lies in, the manifest it is for, and the walls behind templates.
struct TapeShelf: Sendable {
    static let key = CodingUserInfoKey(rawValue: "tape.shelf")!

    let folder: String
    let manifest: CompiledManifest
    let builtins: Builtins

    var payloadNames: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { !$0.hasSuffix(".yaml") }.sorted()
    }

    func payload(_ name: String) -> [UInt8]? {
        FileManager.default.contents(atPath: "\(folder)/\(name)").map { Array($0) }
    }
}
