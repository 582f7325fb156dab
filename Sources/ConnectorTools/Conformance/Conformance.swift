import ConnectorKit
public import Expressions

/// What a connector must stand beyond its happy path. Every variant is derived from the tapes its author recorded.
public struct Conformance: Sendable {
    public enum Variant: String, CaseIterable, Sendable {
        /// Ids, times and texts are what they should be, and reading the same twice gives the same.
        case mapping
        /// The same records in pages of one give the same items.
        case paging
        /// A next page that leads back ends with an error, also by a detour.
        case loops
        /// Killed after every request and every store: no item lost, none twice.
        case crash
        /// The same delivery again adds nothing.
        case dedupe
        /// Changed content is one edit.
        case edit
        /// A call that was tampered with is refused.
        case signature
        /// An answer and its echo, in either order, are one message.
        case echo
        /// A rate limit is waited for, however the platform says it.
        case limits
        /// Every error label of the manifest is reached.
        case errors
        /// Answers that no platform should give do no harm.
        case hostile
        /// No secret in what is said.
        case redaction
    }

    /// What came of a variant.
    public enum Verdict: Sendable, Hashable {
        /// So many proofs held.
        case passed(Int)
        /// What did not hold, in words.
        case failed([String])
        /// Why there is nothing to prove.
        case notApplicable(String)
    }

    public var connector: String
    public var verdicts: [(variant: Variant, verdict: Verdict)]

    /// Proves all variants of a connector whose tapes were played.
    ///
    /// - Parameter open: the inbox that crashes and echoes are proven with.
    public static func of(_ rehearsal: ConnectorRehearsal, inbox open: @escaping ProofInboxMaker) async -> Conformance? {
        guard let manifest = rehearsal.folder.manifest, manifest.compiled == nil else { return nil }
        let prover = Prover(manifest, rehearsal, open)
        var verdicts: [(Variant, Verdict)] = []
        for variant in Variant.allCases {
            do {
                verdicts.append((variant, try await prover.verdict(variant)))
            } catch {
                verdicts.append((variant, .failed(["it could not be proven: \(error)"])))
            }
        }
        return Conformance(connector: rehearsal.folder.name, verdicts: verdicts)
    }

    public var passed: Int {
        verdicts.reduce(0) { sum, entry in if case .passed(let count) = entry.verdict { sum + count } else { sum } }
    }

    /// What did not hold, one line each.
    public var failures: [String] {
        verdicts.flatMap { variant, verdict in
            if case .failed(let reasons) = verdict { reasons.map { "\(variant.rawValue): \($0)" } } else { [String]() }
        }
    }

    public var json: JSON {
        let cells = verdicts.map { variant, verdict -> (String, JSON) in
            switch verdict {
            case .passed(let count): (variant.rawValue, ["passed": .integer(Int64(count))])
            case .failed(let reasons): (variant.rawValue, ["failed": .array(reasons.map(JSON.string))])
            case .notApplicable(let reason): (variant.rawValue, ["not_applicable": .string(reason)])
            }
        }
        return ["connector": .string(connector), "variants": .object(JSONObject(cells))]
    }
}

/// Rows are connectors, columns variants: how many proofs held, `✗` with how many did not, `-` where there is nothing to prove.
public enum ConformanceMatrix {
    public static func text(_ rows: [Conformance], _ ink: Ink = .plain) -> String {
        let columns = Conformance.Variant.allCases
        let first = max(9, rows.map(\.connector.count).max() ?? 0)
        let head = "connector".padded(to: first) + columns.map { "  " + $0.rawValue.padded(to: width($0)) }.joined()
        let lines = rows.map { row in
            row.connector.padded(to: first)
                + row.verdicts.map { variant, verdict in "  " + cell(verdict, width(variant), ink) }.joined()
        }
        return ([ink.bold(head)] + lines + reasons(rows, ink)).joined(separator: "\n")
    }

    private static func width(_ variant: Conformance.Variant) -> Int { max(4, variant.rawValue.count) }

    private static func cell(_ verdict: Conformance.Verdict, _ width: Int, _ ink: Ink) -> String {
        switch verdict {
        case .passed(let count): ink.green("\(count)".padded(to: width))
        case .failed(let reasons): ink.red("✗\(reasons.count)".padded(to: width))
        case .notApplicable: ink.faint("-".padded(to: width))
        }
    }

    /// Why cells are empty, the same reason once.
    private static func reasons(_ rows: [Conformance], _ ink: Ink) -> [String] {
        var order: [String] = []
        var connectors: [String: [String]] = [:]
        for row in rows {
            for (variant, verdict) in row.verdicts {
                guard case .notApplicable(let reason) = verdict else { continue }
                let line = "- \(variant.rawValue): \(reason)"
                if connectors[line] == nil { order.append(line) }
                connectors[line, default: []].append(row.connector)
            }
        }
        return order.map { ink.faint("\($0) (\(connectors[$0]!.joined(separator: ", ")))") }
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
