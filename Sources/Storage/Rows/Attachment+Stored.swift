import FoundationEssentials
import InboxModel

extension [Attachment] {
    /// As the store keeps them: a JSON list, nil for none.
    var stored: String? {
        guard !isEmpty, let bytes = try? JSONEncoder().encode(self) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    init(stored text: String?) throws {
        self = try text.map { try JSONDecoder().decode([Attachment].self, from: Data($0.utf8)) } ?? []
    }
}
