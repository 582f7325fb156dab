import Synchronization

/// Collects the problems of one file while decoding goes on.
final class ProblemLog: Sendable {
    /// More than this many at once help nobody.
    private static let limit = 100

    private let file: String
    private let lines: SourceLines
    private let found = Mutex<[YAMLProblem]>([])

    init(file: String, bytes: [UInt8]) {
        self.file = file
        lines = SourceLines(bytes)
    }

    func record(_ message: String, at place: Place, isWarning: Bool = false) {
        let problem = YAMLProblem(
            file: file, line: place.line, column: place.column, message: message, source: lines[place.line],
            isWarning: isWarning)
        found.withLock { if $0.count < Self.limit, !$0.contains(problem) { $0.append(problem) } }
    }

    /// What was recorded, by place.
    var problems: [YAMLProblem] { found.withLock { $0 }.sorted { ($0.line, $0.column) < ($1.line, $1.column) } }
}

/// Where a node stands; both count from 1.
struct Place: Sendable, Hashable {
    var line: Int
    var column: Int
}

/// A file's lines, cut where libyaml cuts them.
struct SourceLines: Sendable {
    private let bytes: [UInt8]
    private let starts: [Int]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var starts = [0]
        var at = 0
        while at < bytes.count {
            let width = Self.breakWidth(bytes, at)
            at += max(1, width)
            if width > 0 { starts.append(at) }
        }
        self.starts = starts
    }

    /// The text of a line without its end; empty outside.
    subscript(line: Int) -> String {
        guard starts.indices.contains(line - 1) else { return "" }
        var end = line < starts.count ? starts[line] : bytes.count
        let start = starts[line - 1]
        while end > start, bytes[end - 1] == 10 || bytes[end - 1] == 13 { end -= 1 }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    /// The place of a byte.
    func place(ofByte offset: Int) -> Place {
        let line = max(0, (starts.firstIndex { $0 > offset } ?? starts.count) - 1)
        let before = bytes[starts[line]..<min(max(offset, starts[line]), bytes.count)]
        return Place(line: line + 1, column: String(decoding: before, as: UTF8.self).unicodeScalars.count + 1)
    }

    /// How many bytes a line break at `at` takes: CR LF, LF, CR, NEL, LS and PS end a line; 0 where none does.
    private static func breakWidth(_ bytes: [UInt8], _ at: Int) -> Int {
        switch bytes[at] {
        case 10: 1
        case 13: at + 1 < bytes.count && bytes[at + 1] == 10 ? 2 : 1
        case 0xC2: at + 1 < bytes.count && bytes[at + 1] == 0x85 ? 2 : 0
        case 0xE2: at + 2 < bytes.count && bytes[at + 1] == 0x80 && bytes[at + 2] & 0xFE == 0xA8 ? 3 : 0
        default: 0
        }
    }
}
