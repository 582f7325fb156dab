import SQLCore

/// The store's own refusals as a caller sees them: full, busy, or gone.
struct StoreRefusal: Error {
    let failure: APIFailure

    /// Nil for an error that is not the store's.
    init?(_ error: any Error) {
        guard let refused = error as? SQLFailure else { return nil }
        switch refused.code {
        case .storageFull:
            failure = APIFailure(
                503, "storage_full", "The disk is full: nothing was changed.",
                advice: "Free space; it goes on by itself.", retryAfter: 30)
        case .busy:
            failure = APIFailure(503, "busy", "Too much at once.", advice: "Try again in a few seconds.", retryAfter: 2)
        case .closed, .cancelled:
            failure = APIFailure(503, "stopping", "Stellwerk is stopping.", advice: "Try again in a minute.", retryAfter: 30)
        case .constraint, .unusable, .io, .statement: return nil
        }
    }
}
