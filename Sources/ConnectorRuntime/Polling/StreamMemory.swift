import ConnectorKit
import Expressions
import InboxModel

/// Where a stream stood: the meaning behind the opaque cursor.
struct StreamMemory: Sendable, Equatable {
    /// What to resume from; nil before the first record.
    var at: JSON?
    /// When the first run began: what was written before is history.
    var began: Timestamp
    /// A newest-first run that has not reached known ground yet, or a log's first run that has not reached its end.
    var open: OpenRun?
    /// Lets an unchanged first page be answered with 304.
    var validator: Validator?
    /// A digest of the first page's bytes: the same bytes bring nothing.
    var digest: String?
    /// When a child stream last ran to its end.
    var ranAt: Timestamp?
    /// What `changed` was then.
    var changed: JSON?

    /// The deepest page that was stored. A run that is cut off leaves items behind that look like known ground while older ones below
    /// them are missing: until these marks are passed again, no ground counts.
    struct OpenRun: Sendable, Equatable {
        /// Short digests of the page's items.
        var marks: [String]
        /// Items taken since the run began.
        var count: Int
        var isFirst: Bool
    }

    struct Validator: Sendable, Equatable {
        /// A digest of the address.
        var address: String
        var tag: String?
        var modified: String?
    }

    init(began: Timestamp, open: OpenRun? = nil) { (self.began, self.open) = (began, open) }

    // MARK: As a cursor

    /// Reads a cursor; nil where it is none, or has another meaning: what to resume from has changed since, and must not be misread.
    init?(_ cursor: StreamCursor?, meaning: String) {
        guard let cursor, let value = try? JSON(parsing: cursor.rawValue), value["meaning"].text == meaning,
            let began = value["began"].int64
        else { return nil }
        self.began = Timestamp(milliseconds: began)
        at = value["at"].orNil
        changed = value["changed"].orNil
        digest = value["page"].text
        ranAt = value["ran"].int64.map { Timestamp(milliseconds: $0) }
        if case .object = value["open"] {
            open = OpenRun(
                marks: value["open"]["marks"].elements?.compactMap(\.text) ?? [], count: Int(value["open"]["count"].int64 ?? 0),
                isFirst: value["open"]["first"] == true)
        }
        if let address = value["valid"]["address"].text {
            validator = Validator(
                address: address, tag: value["valid"]["tag"].text, modified: value["valid"]["modified"].text)
        }
    }

    func cursor(meaning: String) -> StreamCursor {
        var object = JSONObject([("meaning", .string(meaning)), ("began", .integer(began.milliseconds))])
        object["at"] = at
        object["changed"] = changed
        object["page"] = digest.map(JSON.string)
        object["ran"] = ranAt.map { .integer($0.milliseconds) }
        if let open {
            object["open"] = [
                "marks": .array(open.marks.map(JSON.string)), "count": .integer(Int64(open.count)),
                "first": .bool(open.isFirst),
            ]
        }
        if let validator {
            var valid = JSONObject([("address", .string(validator.address))])
            valid["tag"] = validator.tag.map(JSON.string)
            valid["modified"] = validator.modified.map(JSON.string)
            object["valid"] = .object(valid)
        }
        return StreamCursor(JSON.object(object).encodedText())
    }
}

/// A short digest (FNV-1a, 64 bits) by which things are recognised; it protects nothing.
func shortDigest(_ text: String) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return String(hash, radix: 36)
}
