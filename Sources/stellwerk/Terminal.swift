import ConnectorTools
import Glibc

/// What people and scripts read: whole lines to standard output, complaints to standard error.
enum Terminal {
    static func print(_ text: String) { write(text + "\n", to: 1) }

    static func complain(_ text: String) { write(text + "\n", to: 2) }

    static var isInteractive: Bool { isatty(2) == 1 }

    /// Colours where somebody reads, unless they said no (https://no-color.org).
    static var ink: Ink { isatty(1) == 1 && getenv("NO_COLOR") == nil ? .terminal : .plain }

    /// All of standard input.
    static func standardInput() -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(0, &chunk, chunk.count)
            guard count > 0 else { return bytes }
            bytes += chunk[..<count]
        }
    }

    /// Asks a person; where none is there, or nothing is written, the default stands.
    static func ask(_ question: String, default given: String) -> String {
        guard isatty(0) == 1 else { return given }
        write("\(question) [\(given)] ", to: 2)
        let answer = readLine()?.trimmed ?? ""
        return answer.isEmpty ? given : answer
    }

    /// A bar that is drawn over itself until it is full.
    static func progress(_ what: String, _ done: Int, of total: Int) {
        let filled = done * 30 / max(1, total)
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: 30 - filled)
        write("\r\(bar) \(done) of \(total) \(what)" + (done == total ? "\n" : ""), to: 2)
    }

    /// Rows with their columns in line; the last column may be long.
    static func table(_ header: [String], _ rows: [[String]]) -> String {
        let all = [header] + rows
        let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                line += column == row.count - 1 ? cell : cell.padded(to: widths[column] + 2)
            }
            return line
        }.joined(separator: "\n")
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)
        while !bytes.isEmpty {
            let written = Glibc.write(descriptor, bytes, bytes.count)
            guard written > 0 else { return }
            bytes.removeFirst(written)
        }
    }
}

extension String {
    /// Without blanks at both ends.
    fileprivate var trimmed: String {
        let start = drop { $0.isWhitespace }
        return String(start.reversed().drop { $0.isWhitespace }.reversed())
    }
}
