import FoundationEssentials
import HTTPCore

/// What our account does.
extension MastodonServer {
    private static let longestStatus = 500
    /// An `Idempotency-Key` is kept this long.
    private static let keyLifetime: TimeInterval = 3_600

    /// Posts a status. Under a key that is known, what it made the first time comes back, and nothing is made.
    func post(_ parameters: Parameters, _ request: HTTPRequest) -> HTTPResponse {
        let now = settings.now()
        let key = request.headers["Idempotency-Key"]
        keys = keys.filter { now.timeIntervalSince($0.value.at) < Self.keyLifetime }
        if let key, let known = keys[key], let status = status(known.status) {
            ledger.noteRepeat(.mastodon, id: status.id)
            return HTTPResponse(200, document(status))
        }
        let text = parameters.text("status") ?? ""
        let spoiler = parameters.text("spoiler_text") ?? ""
        if let refused = refusal(text, spoiler, parameters.all("media_ids")) { return refused }
        let parent = parameters.text("in_reply_to_id")
        // A parent that is gone: nothing is posted.
        if let parent, status(parent) == nil { return notFound }
        guard let visibility = MastodonStatus.Visibility(rawValue: parameters.text("visibility") ?? "public") else {
            return failure(422, "Validation failed: Visibility is not included in the list")
        }
        let made = MastodonStatus(
            id: nextStatus(), author: us, text: text, spoiler: spoiler, visibility: visibility,
            language: parameters.text("language") ?? "de", parent: parent, at: now, mentions: mentioned(in: text),
            media: parameters.all("media_ids"))
        statuses.append(made)
        changes += 1
        if let key { keys[key] = (made.id, now) }
        ledger.accept(.mastodon, target: parent ?? "", text: text, key: key, id: made.id, at: now)
        return HTTPResponse(200, document(made))
    }

    private func refusal(_ text: String, _ spoiler: String, _ media: [String]) -> HTTPResponse? {
        guard !media.isEmpty || text.contains(where: { !$0.isWhitespace }) else {
            return failure(422, "Validation failed: Text can't be blank")
        }
        guard MastodonText.length(spoiler) + MastodonText.length(text) <= Self.longestStatus else {
            return failure(422, "Validation failed: Text character limit of \(Self.longestStatus) exceeded")
        }
        guard media.count <= 4 else { return failure(422, "Validation failed: Cannot attach more than 4 files") }
        let found = media.compactMap { self.media[$0] }
        if found.count < media.count { return failure(422, "Validation failed: Media attachments could not be found") }
        let isDone = found.allSatisfy(\.isReady)
        return isDone ? nil : failure(422, "Cannot attach files that have not finished processing. Try again in a moment!")
    }

    /// Those a text names and this server knows.
    func mentioned(in text: String) -> [MastodonAccount] {
        var seen: Set<String> = []
        return MastodonText.handles(in: text).compactMap { handle in
            ([us] + accounts).first { $0.acct == handle && seen.insert($0.id).inserted }
        }
    }

    /// Missing fields are reset.
    func change(_ id: String, _ parameters: Parameters) -> HTTPResponse {
        guard let index = own(id) else { return notFound }
        let text = parameters.text("status") ?? ""
        let spoiler = parameters.text("spoiler_text") ?? ""
        if let refused = refusal(text, spoiler, parameters.all("media_ids")) { return refused }
        statuses[index].text = text
        statuses[index].spoiler = spoiler
        statuses[index].mentions = mentioned(in: text)
        statuses[index].editedAt = settings.now()
        changes += 1
        return HTTPResponse(200, document(statuses[index]))
    }

    /// The status comes back once more, with the text it was made of.
    func delete(_ id: String) -> HTTPResponse {
        guard let index = own(id) else { return notFound }
        let last = document(statuses[index]).adding(("text", .text(statuses[index].text)))
        statuses[index].isDeleted = true
        changes += 1
        return HTTPResponse(200, last)
    }

    private func own(_ id: String) -> Int? { statuses.firstIndex { $0.id == id && !$0.isDeleted && $0.author == us } }

    enum Mark: Sendable { case favourite, reblog }

    /// Repeated calls succeed.
    func mark(_ id: String, _ mark: Mark, _ isDone: Bool) -> HTTPResponse {
        guard let index = statuses.firstIndex(where: { $0.id == id && !$0.isDeleted }) else { return notFound }
        let path = mark == .favourite ? \MastodonStatus.favouritedBy : \MastodonStatus.rebloggedBy
        if mark == .reblog, isDone, statuses[index].visibility == .direct { return failure(403, "This action is not allowed") }
        if isDone { statuses[index][keyPath: path].insert(us.id) } else { statuses[index][keyPath: path].remove(us.id) }
        changes += 1
        return HTTPResponse(200, document(statuses[index]))
    }
}
