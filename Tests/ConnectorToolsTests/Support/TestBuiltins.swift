import ConnectorRuntime
import Expressions

extension Builtins {
    /// As the product fills them in, in August 2026.
    static let testing = Builtins.onWalls { 1_785_600_000 }
}
