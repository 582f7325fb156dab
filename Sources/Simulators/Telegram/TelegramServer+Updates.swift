import FoundationEssentials
import HTTPCore

/// Updates by polling: `getUpdates`, which confirms what lies below its offset.
extension TelegramServer {
    /// A call that waits for the next update.
    struct Poller {
        var number: Int
        let continuation: AsyncStream<Wakening>.Continuation
    }

    enum Wakening { case news, timeOver, replaced }

    /// The server waits no longer, whatever is asked for.
    private static let longestWait: Int64 = 50

    func getUpdates(_ parameters: Parameters) async -> HTTPResponse {
        guard webhook == nil else { return conflictWithWebhook }
        let limit = Int(min(100, max(1, parameters.whole("limit") ?? 100)))
        let offset = parameters.whole("offset") ?? 0
        remember(allowed: parameters)
        confirm(offset)
        // A second poller ends the first one's call.
        poller?.continuation.yield(.replaced)
        poller = nil
        let timeout = min(Self.longestWait, max(0, parameters.whole("timeout") ?? 0))
        if updates.isEmpty, timeout > 0 {
            switch await wait(.seconds(timeout)) {
            case .replaced:
                return failure(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running")
            case .news, .timeOver: break
            }
            if webhook != nil { return conflictWithWebhook }
        }
        return success(.list(updates.prefix(limit).map(\.document)))
    }

    private var conflictWithWebhook: HTTPResponse {
        failure(
            409,
            "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
    }

    /// A higher offset deletes everything below; a negative one keeps only the last ones.
    private func confirm(_ offset: Int64) {
        let oldest = settings.now().addingTimeInterval(-Self.lifetime)
        updates.removeAll { $0.at < oldest }
        if offset > 0 {
            updates.removeAll { $0.id < offset }
        } else if offset < 0 {
            updates = updates.suffix(Int(-offset))
        }
    }

    private func wait(_ timeout: Duration) async -> Wakening {
        let (wakenings, continuation) = AsyncStream.makeStream(of: Wakening.self)
        waits += 1
        let number = waits
        poller = Poller(number: number, continuation: continuation)
        defer { if poller?.number == number { poller = nil } }
        let clock = settings.clock
        return await withTaskGroup(of: Void.self, returning: Wakening.self) { group in
            group.addTask {
                try? await clock.sleep(for: timeout)
                continuation.yield(.timeOver)
            }
            var iterator = wakenings.makeAsyncIterator()
            let wakening = await iterator.next(isolation: #isolation) ?? .timeOver
            group.cancelAll()
            return wakening
        }
    }

    /// `allowed_updates` is remembered between calls; an empty list means the usual ones.
    func remember(allowed parameters: Parameters) {
        guard let value = parameters["allowed_updates"] else { return }
        var names = value.elements.compactMap(\.text)
        if let text = value.text, let list = try? Document(parsing: Array(text.utf8)) {
            names = list.elements.compactMap(\.text)
        }
        allowedUpdates = names.isEmpty ? Self.usualUpdates : Set(names)
    }

    /// Something the bot may hear of.
    func announce(_ kind: String, _ content: Document, in chat: Int64) {
        changes += 1
        guard allowedUpdates.contains(kind) else { return }
        updates.append(TelegramUpdate(id: nextUpdateID(), chat: chat, kind: kind, content: content, at: settings.now()))
        poller?.continuation.yield(.news)
        wake.yield(chat)
    }
}
