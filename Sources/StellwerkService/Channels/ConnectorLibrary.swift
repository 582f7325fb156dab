public import ConnectorKit
import Cryptography
public import Expressions
import FoundationEssentials
import HTMLTree
import InboxModel
import Patterns
import TimeZones
import YAMLCoding

/// The connectors of `Connectors/`, each checked and compiled. A folder that is wrong costs only its own channels.
public struct ConnectorLibrary: Sendable {
    /// One folder.
    public struct Shelf: Sendable {
        public var name: String
        public var path: String
        /// Nil where the manifest has mistakes.
        public var manifest: CompiledManifest?
        /// Mistakes and warnings, as a compiler says them.
        public var findings: [String]
        public var hasErrors: Bool { manifest == nil }
    }

    public var shelves: [String: Shelf]

    /// Reads every folder that holds a `connector.yaml`.
    public static func read(_ folder: String) -> ConnectorLibrary {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        var shelves: [String: Shelf] = [:]
        for name in names.sorted() where FileManager.default.fileExists(atPath: "\(folder)/\(name)/connector.yaml") {
            shelves[name] = read(name, at: "\(folder)/\(name)/connector.yaml")
        }
        return ConnectorLibrary(shelves: shelves)
    }

    /// Reads one manifest.
    public static func read(_ name: String, at path: String) -> Shelf {
        var shelf = Shelf(name: name, path: path, manifest: nil, findings: [])
        guard let data = FileManager.default.contents(atPath: path) else {
            shelf.findings = ["\(path): cannot be read"]
            return shelf
        }
        let text = Array(data)
        let manifest: Manifest
        do {
            manifest = try YAMLDecoder().decode(Manifest.self, from: text, file: path)
        } catch {
            shelf.findings = error.problems.map(\.description)
            return shelf
        }
        let outcome = ManifestCompiler.compile(manifest, name: name, text: text, builtins: .standard)
        shelf.manifest = outcome.manifest
        shelf.findings = outcome.findings.map { $0.line(in: path, text: text) }
        for zone in outcome.manifest?.rates.compactMap(\.resets?.zone) ?? [] {
            guard (try? ZoneDatabase.system.rules(named: zone)) == nil else { continue }
            shelf.findings.append(
                "\(path): error: there is no time zone `\(zone)`; write an IANA name such as America/Los_Angeles")
            shelf.manifest = nil
        }
        return shelf
    }
}

extension Finding {
    /// `file:line:column: error: what`, with the line and a caret.
    fileprivate func line(in path: String, text: [UInt8]) -> String {
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        let headline = line(file: path)
        guard lines.indices.contains(place.line - 1) else { return headline }
        return "\(headline)\n    \(lines[place.line - 1])\n    \(String(repeating: " ", count: max(0, place.column - 1)))^"
    }
}

extension Builtins {
    /// The walls behind the expression language.
    public static let standard = Builtins(
        compilePattern: { text, flags throws(BuiltinFailure) in try CompiledPattern(text, flags: flags) },
        htmlText: { HTMLMarkup.plainText(of: HTMLMarkup.parse($0).nodes) },
        hmacSHA256: { HMAC.sha256($0, key: $1) }, sha256: { Digest.sha256($0) },
        now: { Date().timeIntervalSince1970 })
}

extension CompiledPattern {
    /// A pattern of a manifest's author on PCRE2, with its limits.
    fileprivate init(_ text: String, flags: String) throws(BuiltinFailure) {
        let pattern: Pattern
        do throws(PatternFailure) {
            pattern = try Pattern(text, options: PatternFlags(flags).options)
        } catch {
            throw BuiltinFailure(error.message, advice: error.advice)
        }
        self.init { subject, extent throws(BuiltinFailure) in
            do throws(PatternFailure) {
                let found =
                    extent == .first ? try pattern.firstMatch(in: subject).map { [$0] } ?? [] : try pattern.matches(in: subject)
                return found.map(Match.init)
            } catch {
                throw BuiltinFailure(error.message, advice: error.advice)
            }
        }
    }
}

extension CompiledPattern.Match {
    fileprivate init(_ match: PatternMatch) {
        self.init(
            whole: CompiledPattern.Span(match.whole),
            groups: match.groups.map { ($0.name, $0.span.map(CompiledPattern.Span.init)) })
    }
}

extension CompiledPattern.Span {
    fileprivate init(_ span: PatternMatch.Span) { self.init(utf8: span.utf8, scalars: span.scalars) }
}
