import ConnectorKit
import Expressions

extension ManifestConnector {
    /// What an event of a stream's line means: its data is a record, or holds some. Data that is no JSON is text.
    func interpretEvent(
        _ delivery: RawDelivery, named name: String, of stream: CompiledManifest.Stream
    ) -> Interpretation {
        guard let live = stream.live else { return Interpretation() }
        let data = (try? JSON(parsing: delivery.body)) ?? .string(String(decoding: delivery.body, as: UTF8.self))
        let names = shown(["page": data, "parent": .null, "event": .string(name)])
        var result = Interpretation()
        do throws(FormulaFailure) {
            if let when = live.when, try !when.holds(data, names) { return result }
            let records = try live.each?.all(data, names).filter { !$0.isNull } ?? [data]
            mapper(stream, names).map(records, at: "$", into: &result)
        } catch {
            return refused(error)
        }
        return result
    }
}
