import InboxModel
import SQLCore

extension SQLValue {
    static func moment(_ moment: Timestamp) -> SQLValue { .integer(moment.milliseconds) }
    static func moment(_ moment: Timestamp?) -> SQLValue { .integer(orNull: moment?.milliseconds) }
    static func id(_ id: some Identifier) -> SQLValue { .integer(id.rawValue) }
    static func id<ID: Identifier>(_ id: ID?) -> SQLValue { .integer(orNull: id?.rawValue) }
    static func remote<ID: RemoteIdentifier>(_ id: ID?) -> SQLValue { .text(orNull: id?.rawValue) }
    static func word<Word: RawRepresentable<String>>(_ word: Word?) -> SQLValue { .text(orNull: word?.rawValue) }
    static func number(_ number: Int?) -> SQLValue { .integer(orNull: number.map(Int64.init)) }
}

extension SQLRow {
    func moment(_ column: Int) -> Timestamp { Timestamp(milliseconds: integer(column)) }
    func optionalMoment(_ column: Int) -> Timestamp? { isNull(column) ? nil : moment(column) }
    func id<ID: Identifier>(_ column: Int) -> ID { ID(rawValue: integer(column)) }
    func optionalID<ID: Identifier>(_ column: Int) -> ID? { isNull(column) ? nil : ID(rawValue: integer(column)) }
    func optionalRemote<ID: RemoteIdentifier>(_ column: Int) -> ID? { optionalText(column).map { ID(rawValue: $0) } }
    func optionalInt(_ column: Int) -> Int? { optionalInteger(column).map { Int($0) } }

    /// A word of a closed vocabulary; one this program does not know means the file was written by another.
    func word<Word: RawRepresentable<String>>(_ column: Int) throws -> Word {
        let text = text(column)
        guard let word = Word(rawValue: text) else {
            throw SQLFailure(
                .unusable, "The store holds the word '\(text)', which this program does not know.",
                advice: "Start the version of Stellwerk that wrote it, or restore a backup.")
        }
        return word
    }

    func optionalWord<Word: RawRepresentable<String>>(_ column: Int) throws -> Word? {
        isNull(column) ? nil : try word(column) as Word
    }
}
