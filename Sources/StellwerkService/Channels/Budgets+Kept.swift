import ConnectorKit
import ConnectorRuntime
import InboxModel
import Storage
import TimeZones

extension Budgets.Keeper {
    /// Budgets in the inbox's store.
    static func kept(in store: InboxStore) -> Budgets.Keeper {
        Budgets.Keeper(
            kept: { key in try await store.read { try $0.budget(key) }.map { Budgets.Kept(at: $0.at, amount: $0.amount) } },
            keep: { key, kept in try await store.write { try $0.saveBudget(key, at: kept.at, amount: kept.amount) } })
    }
}

extension ZoneDatabase {
    /// The platform's day around a moment, by the system's time zones.
    var days: Budgets.Days {
        { reset, moment in
            guard let rules = try? rules(named: reset.zone), let reading = ClockReading(minutes: reset.minutes) else {
                return nil
            }
            let today = rules.dateSpan(at: moment).date
            let starts = [-1, 0, 1, 2].map { rules.earliest(on: today.advanced(by: $0), atOrAfter: reading) }
            guard let next = starts.firstIndex(where: { $0 > moment }), next > 0 else { return nil }
            return starts[next - 1]..<starts[next]
        }
    }
}
