import Desk
import InboxModel
import Storage

/// Lets go of what is kept only for a time: once an hour, a piece at a time.
struct RetentionLoop {
    let service: StellwerkService

    func run() async {
        while !Task.isCancelled {
            do {
                let before = service.setup.now() - service.configuration.service.retention.deliveries
                while try await service.journal.purge(before: before) > 0 {}
            } catch {
                if !Task.isCancelled { service.chronicle.note(.storeRefused("the clearing of old deliveries", error)) }
            }
            do {
                while true {
                    let ids = try await service.desk.spentUploads()
                    if ids.isEmpty { break }
                    // The bytes first: a row without bytes is found again, bytes without a row never.
                    try await service.files.drop(ids)
                    try await service.desk.forgetUploads(ids)
                }
            } catch {
                if !Task.isCancelled { service.chronicle.note(.storeRefused("the clearing of old files", error)) }
            }
            try? await Task.sleep(for: .seconds(3_600))
        }
    }
}
