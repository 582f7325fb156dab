import FoundationEssentials
import HTTPCore

/// Updates by webhook: one a request, those of one chat in order, again until they are taken.
extension TelegramServer {
    func setWebhook(_ parameters: Parameters) -> HTTPResponse {
        let url = parameters.text("url") ?? ""
        guard !url.isEmpty else { return deleteWebhook(parameters) }
        // The real server wants https; this one also delivers within the machine it runs on.
        guard url.hasPrefix("https://") || url.hasPrefix("http://127.0.0.1:") || url.hasPrefix("http://localhost:") else {
            return failure(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        }
        let secret = parameters.text("secret_token")
        if let secret, !Self.isSecret(secret) {
            return failure(400, "Bad Request: secret token contains unallowed characters")
        }
        remember(allowed: parameters)
        if parameters["drop_pending_updates"]?.bool == true { updates.removeAll() }
        let isSame = webhook?.url == url && webhook?.secret == secret
        webhook = TelegramWebhook(url: url, secret: secret)
        poller?.continuation.yield(.news)
        changes += 1
        for chat in Set(updates.map(\.chat)) { wake.yield(chat) }
        return success(true, description: isSame ? "Webhook is already set" : "Webhook was set")
    }

    func deleteWebhook(_ parameters: Parameters) -> HTTPResponse {
        let wasSet = webhook != nil
        webhook = nil
        changes += 1
        if parameters["drop_pending_updates"]?.bool == true { updates.removeAll() }
        return success(true, description: wasSet ? "Webhook was deleted" : "Webhook is already deleted")
    }

    var webhookInfo: Document {
        .leavingOut(
            ("url", .text(webhook?.url ?? "")), ("has_custom_certificate", false),
            ("pending_update_count", .whole(Int64(updates.count))),
            ("last_error_date", webhook?.lastErrorAt.map { .whole($0.unix) }),
            ("last_error_message", webhook?.lastError.map(Document.text)), ("max_connections", 40),
            ("allowed_updates", .list(allowedUpdates.sorted().map(Document.text))))
    }

    /// 1 to 256 characters of `A-Z a-z 0-9 _ -`.
    private static func isSecret(_ text: String) -> Bool {
        (1...256).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 45 || $0 == 95
            }
    }

    // MARK: Delivering

    /// Chats are served side by side, each by one task while it has something to say.
    func run() async {
        await withDiscardingTaskGroup { group in
            for await chat in wakes where begin(chat) {
                group.addTask { await self.deliver(chat) }
            }
        }
    }

    private func begin(_ chat: Int64) -> Bool {
        webhook != nil && updates.contains { $0.chat == chat } && delivering.insert(chat).inserted
    }

    /// Delivers a chat's updates in order. An update that is not taken blocks the ones behind it: it is tried again at once,
    /// then after pauses that double up to a minute, until its day is over.
    private func deliver(_ chat: Int64) async {
        defer { delivering.remove(chat) }
        var pause = Duration.zero
        while !Task.isCancelled, let webhook, let update = updates.first(where: { $0.chat == chat }) {
            guard update.at.addingTimeInterval(Self.lifetime) > settings.now() else {
                updates.removeAll { $0.id == update.id }
                continue
            }
            let trouble = await post(update, to: webhook)
            // What waited meanwhile may have been dropped, or the webhook removed: both are looked up again above.
            guard let trouble else {
                updates.removeAll { $0.id == update.id }
                pause = .zero
                continue
            }
            self.webhook?.lastErrorAt = settings.now()
            self.webhook?.lastError = trouble.words
            try? await settings.clock.sleep(for: trouble.retryAfter ?? pause)
            pause = pause == .zero ? .seconds(1) : min(.seconds(60), pause * 2)
        }
    }

    private struct Trouble {
        var words: String
        var retryAfter: Duration?
    }

    /// Nil where the update was taken.
    private func post(_ update: TelegramUpdate, to webhook: TelegramWebhook) async -> Trouble? {
        let body = Array(update.document.written(escapingForeignLetters: true).utf8)
        var call = HTTPCall(
            .post, webhook.url, body: .bytes(body, type: "application/json"), lane: "telegram-webhook",
            limits: HTTPLimits(redirects: 0))
        call.headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret
        do {
            let answer = try await settings.client.send(call)
            if (200..<300).contains(answer.status) { return nil }
            let seconds = answer.headers["Retry-After"].flatMap { Int64($0) }
            return Trouble(
                words: "Wrong response from the webhook: \(answer.status)",
                retryAfter: seconds.map { .seconds(min(3_600, max(0, $0))) })
        } catch {
            return Trouble(words: error.message)
        }
    }
}
