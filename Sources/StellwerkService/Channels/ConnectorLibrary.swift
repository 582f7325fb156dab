public import ConnectorKit
import ConnectorTools
import Cryptography
public import Expressions
import FoundationEssentials
import HTMLTree
import Patterns
import TimeZones

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
        let folder = ConnectorFolder.manifest(path, builtins: .standard)
        var shelf = Shelf(name: name, path: path, manifest: folder.manifest, findings: folder.notes.map { $0.text() })
        for zone in folder.manifest?.rates.compactMap(\.resets?.zone) ?? [] {
            guard (try? ZoneDatabase.system.rules(named: zone)) == nil else { continue }
            shelf.findings.append(
                "\(path): error: there is no time zone `\(zone)`; write an IANA name such as America/Los_Angeles")
            shelf.manifest = nil
        }
        return shelf
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
