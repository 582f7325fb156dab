import Desk
import InboxModel

/// Tells warnings and breaches within a second of their instant and wakes snoozes. Reads one index entry a second while nothing
/// is due.
struct PromiseLoop {
    let desk: Desk
    let chronicle: Chronicle

    private static let limit = 500

    func run() async {
        while !Task.isCancelled {
            do {
                let ticked = try await desk.tick(limit: Self.limit)
                if ticked.warned + ticked.breached > 0 {
                    chronicle.note(.told(warned: ticked.warned, breached: ticked.breached))
                }
                if ticked.warned + ticked.breached + ticked.woken >= Self.limit { continue }
            } catch {
                if !Task.isCancelled { chronicle.note(.storeRefused("a tick of the promises", error)) }
            }
            try? await Task.sleep(for: .milliseconds(700))
        }
    }
}
