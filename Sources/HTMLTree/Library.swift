import CXML2

/// libxml2 as a whole.
enum Library {
    /// Prepares its tables, once, before any thread reads them.
    static func start() { _ = started }

    private static let started: Void = xmlInitParser()
}
