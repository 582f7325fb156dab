public import InboxModel
import Storage

/// Files that wait to go with an answer.
extension Desk {
    /// What one person may have waiting beside no answer.
    private static let mostWaiting = (count: 40, bytes: Int64(256) << 20)

    /// Makes room for a file; its bytes are to be kept under the id that comes back.
    public func upload(name: String, type: String, size: Int64, alternative: String?, by user: User) async throws -> Upload {
        let (ids, now) = (ids, now())
        var upload = Upload(id: ids.make(at: now), user: user.id, name: name, type: type, size: size, createdAt: now)
        upload.alternative = alternative
        let fresh = upload
        try await store.write { transaction in
            let waiting = try transaction.waitingUploads(of: user.id)
            guard waiting.count < Self.mostWaiting.count, waiting.bytes + size <= Self.mostWaiting.bytes else {
                throw DeskFailure(
                    .conflict, "\(waiting.count) files wait to be sent already.", advice: "Send or remove some of them first.")
            }
            try transaction.insert(fresh)
        }
        return fresh
    }

    /// Takes away a file that goes with no answer.
    public func removeUpload(_ id: UploadID, by user: User) async throws {
        try await store.write { transaction in
            guard let upload = try transaction.upload(id), upload.user == user.id, upload.entry == nil else {
                throw DeskFailure(.notFound, "There is no such file.", advice: "It may have been sent, or cleared away.")
            }
            try transaction.deleteUpload(id)
        }
    }

    /// The files an act carries.
    public func uploads(of entry: OutboxEntryID) async throws -> [Upload] { try await store.read { try $0.uploads(of: entry) } }

    /// Files that nobody needs any more: beside no answer for a day, or sent a week ago.
    public func spentUploads(limit: Int = 100) async throws -> [UploadID] {
        let now = now()
        return try await store.read { transaction in
            try transaction.uploadsToDrop(
                unusedSince: now - .seconds(86_400), settledBefore: now - .seconds(7 * 86_400), limit: limit)
        }
    }

    /// Forgets files whose bytes are gone.
    public func forgetUploads(_ ids: [UploadID]) async throws {
        try await store.write { transaction in for id in ids { try transaction.deleteUpload(id) } }
    }
}
