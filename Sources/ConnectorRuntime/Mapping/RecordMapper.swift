import ConnectorKit
import Expressions
import InboxModel

/// Turns records into arrivals, by the items of a stream. One bad record is refused and stops nothing.
struct RecordMapper {
    let items: [CompiledManifest.Item]
    /// `$settings $account $now`, and `$page $parent` where there are some.
    let names: [String: JSON]
    /// The account in its other way of writing, where nobody knows which is the platform's.
    let otherAccount: JSON?
    let connector: String
    /// The stream they came in.
    let stream: String

    /// Adds what the records mean. `place` names the page's part they come from: `$.result`.
    func map(_ records: [JSON], at place: String, into result: inout Interpretation) {
        for (index, record) in records.enumerated() {
            let here = records.count == 1 ? place : "\(place)[\(index)]"
            do throws(Refused) {
                let arrivals = try map(record)
                if arrivals.isEmpty { result.skipped += 1 }
                result.arrivals += arrivals
            } catch {
                result.refused.append(Refusal(place: here, reason: error.reason, advice: error.advice))
            }
        }
    }

    /// What one record means: nothing where no kind matches, several arrivals where several items fit.
    private func map(_ record: JSON) throws(Refused) -> [Arrival] {
        var arrivals: [Arrival] = []
        for item in items {
            guard let value = try part(item, of: record), let kind = try kind(item, value) else { continue }
            arrivals += try ItemReader(item: item, value: value, mapper: self).arrivals(kind)
        }
        return arrivals
    }

    private func part(_ item: CompiledManifest.Item, of record: JSON) throws(Refused) -> JSON? {
        guard let from = item.from else { return record }
        return try first(from, record).orNil
    }

    private func kind(_ item: CompiledManifest.Item, _ value: JSON) throws(Refused) -> CompiledManifest.Item.Kind? {
        for (kind, test) in item.kinds {
            guard let test else { return kind }
            if try holds(test, value) { return kind }
        }
        return nil
    }

    // MARK: Evaluating

    /// The first output, null where there is none.
    func first(_ formula: Formula, _ value: JSON) throws(Refused) -> JSON {
        do throws(FormulaFailure) { return try formula.first(value, names) ?? .null } catch { throw Refused(error, connector) }
    }

    func all(_ formula: Formula, _ value: JSON) throws(Refused) -> [JSON] {
        do throws(FormulaFailure) { return try formula.all(value, names) } catch { throw Refused(error, connector) }
    }

    func holds(_ formula: Formula, _ value: JSON) throws(Refused) -> Bool {
        do throws(FormulaFailure) { return try formula.holds(value, names) } catch { throw Refused(error, connector) }
    }

    /// Whether it holds for us, whichever way the platform writes our id.
    func holdsForUs(_ formula: Formula, _ value: JSON) throws(Refused) -> Bool {
        if try holds(formula, value) { return true }
        guard let otherAccount else { return false }
        do throws(FormulaFailure) {
            return try formula.holds(value, names.merging(["account": otherAccount]) { $1 })
        } catch {
            throw Refused(error, connector)
        }
    }
}

/// Why a record could not be mapped, with the manifest's line.
struct Refused: Error {
    var reason: String
    var advice: String

    init(_ failure: FormulaFailure, _ connector: String) {
        reason = "\(connector)/connector.yaml:\(failure.place.line):\(failure.place.column): \(failure.message)"
        advice = failure.advice
    }

    init(_ reason: String, at place: SourcePlace, _ connector: String, advice: String) {
        self.reason = "\(connector)/connector.yaml:\(place.line):\(place.column): \(reason)"
        self.advice = advice
    }
}
