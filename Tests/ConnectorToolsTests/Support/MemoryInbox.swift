import ConnectorKit
import ConnectorTools
import InboxModel
import Synchronization

/// An inbox in memory, per folder; it can be told to have one of the faults that conformance must find.
final class MemoryInbox: ProofInbox, Intake {
    enum Fault: Sendable {
        case none
        /// Items are stored as often as they come.
        case forgetsWhatItHas
        /// The cursor is saved at once, the items only when somebody looks.
        case savesCursorFirst
        /// What is changed stays as it was.
        case keepsOldWords
        /// An echo is not tied to the answer it belongs to.
        case ignoresEchoes
    }

    struct Disk {
        var lines: [(key: String, text: String)] = []
        var cursors: [String: StreamCursor] = [:]
    }

    private static let disks = Mutex<[String: Disk]>([:])

    let fault: Fault
    private let folder: String
    private let channel: String
    private let waiting = Mutex<[Arrival]>([])

    static func maker(_ fault: Fault = .none) -> ProofInboxMaker {
        { folder, manifest, _ in MemoryInbox(folder, manifest.name, fault) }
    }

    private init(_ folder: String, _ channel: String, _ fault: Fault) {
        (self.folder, self.channel, self.fault) = (folder, channel, fault)
    }

    var intake: any Intake { self }

    private func disk<T: Sendable>(_ body: (inout Disk) -> T) -> T {
        Self.disks.withLock { body(&$0[folder, default: Disk()]) }
    }

    func cursor(_ key: String) async throws -> StreamCursor? { disk { $0.cursors[key] } }

    func take(_ page: PolledPage) async throws -> [Novelty] {
        disk { disk in
            disk.cursors.merge(page.cursors) { $1 }
            guard fault == .savesCursorFirst else { return page.interpretation.arrivals.map { store($0, &disk) } }
            waiting.withLock { $0 += page.interpretation.arrivals }
            return page.interpretation.arrivals.map { _ in .new }
        }
    }

    func take(_ arrivals: [Arrival]) async throws { disk { disk in for arrival in arrivals { _ = store(arrival, &disk) } } }

    private func flush(_ disk: inout Disk) {
        for arrival in waiting.withLock({ $0 }) { _ = store(arrival, &disk) }
        waiting.withLock { $0 = [] }
    }

    private func store(_ arrival: Arrival, _ disk: inout Disk) -> Novelty {
        guard case .message(let message) = arrival else { return .known }
        let key = "message|\(message.id)"
        let text = "\(key)|\(message.isOurs ? "x|outbound|" : "x|inbound|")\(message.text)"
        if fault != .forgetsWhatItHas, let index = disk.lines.firstIndex(where: { $0.key == key }) {
            if disk.lines[index].text == text { return .known }
            if fault != .keepsOldWords { disk.lines[index].text = text }
            return .changed
        }
        if fault != .ignoresEchoes, message.isOurs,
            let index = disk.lines.firstIndex(where: { $0.key.hasPrefix("pending") && $0.text.hasSuffix("|\(message.text)") })
        {
            disk.lines[index].key = key
            return .known
        }
        disk.lines.append((key, text))
        return .new
    }

    func stored(_ wanted: StoredQuery) async throws -> [StoredItem] { [] }

    func places(of stream: StreamName, since: Timestamp) async throws -> [StoredPlace] { [] }

    func contents() async throws -> [String] {
        disk { disk in
            flush(&disk)
            return disk.lines.map(\.text).sorted()
        }
    }

    func claim(replyTo id: RemoteMessageID, _ text: String, abilities: [Ability]) async throws -> ProofClaim {
        disk { $0.lines.append(("pending", "message|-|x|outbound|\(text)")) }
        let item = StoredItem(
            id: id, kind: .comment, visibility: .public, thread: ThreadKey(id.rawValue), at: Timestamp(seconds: 1_772_366_400))
        let act = Act(verb: .reply, key: "key-1", item: item, text: text, firstTriedAt: Timestamp(seconds: 1_772_366_400))
        return ProofClaim(act: act) { [self] outcome in
            guard case .sent(let id?, _, _) = outcome, fault != .ignoresEchoes else { return }
            disk { disk in
                guard let index = disk.lines.firstIndex(where: { $0.key == "pending" }) else { return }
                disk.lines[index].key = "message|\(id)"
            }
        }
    }

    func close() async {}
}
