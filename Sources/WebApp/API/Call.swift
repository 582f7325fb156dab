import Expressions
import HTTPCore
import InboxModel

/// One call to the API: who calls, with what.
struct Call: Sendable {
    let request: HTTPRequest
    let parameters: RouteParameters
    let caller: Caller

    /// An id from the path.
    func id<ID: Identifier>(_ name: String) throws -> ID {
        guard let id = ID(parameters[name]) else { throw APIFailure.notFound }
        return id
    }

    /// The body as a JSON object; an empty body is an empty one.
    func body() throws -> JSON {
        guard !request.body.isEmpty else { return [:] }
        let json: JSON
        do {
            json = try JSON(parsing: request.body)
        } catch {
            throw APIFailure.badRequest("The body is no JSON: \(error.message)", advice: error.advice)
        }
        guard case .object = json else {
            throw APIFailure.badRequest("The body is no JSON object.", advice: "Send {\"name\": value}.")
        }
        return json
    }

    /// A query value of a closed vocabulary.
    func word<Word: RawRepresentable<String> & CaseIterable>(_ name: String, _ type: Word.Type) throws -> Word? {
        guard let text = request.query(name), !text.isEmpty else { return nil }
        return try Word.named(text, in: name)
    }

    func idempotencyKey() throws -> String {
        guard let key = request.headers["Idempotency-Key"], (8...200).contains(key.utf8.count) else {
            throw APIFailure.badRequest(
                "The header Idempotency-Key is missing, or not 8 to 200 characters long.",
                advice: "Make a fresh one for each answer; send the same one again after a lost connection.")
        }
        return key
    }

    func limit(most: Int = 200) throws -> Int {
        guard let text = request.query("limit") else { return 50 }
        guard let limit = Int(text), (1...most).contains(limit) else {
            throw APIFailure.badRequest("limit is a number from 1 to \(most).", advice: "Leave it out for 50.")
        }
        return limit
    }
}

extension RawRepresentable where RawValue == String, Self: CaseIterable {
    static func named(_ text: String, in name: String) throws -> Self {
        guard let word = Self(rawValue: text) else {
            throw APIFailure.badRequest(
                "'\(text.prefix(40))' is no \(name).", advice: "One of: \(allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        return word
    }
}

extension JSON {
    /// A member that must be text.
    func requiredText(_ name: String) throws -> String {
        guard let text = self[name].text else {
            throw APIFailure.badRequest("'\(name)' is missing, or no text.", advice: "Send it as a JSON string.")
        }
        return text
    }

    /// A member that is a word of a closed vocabulary, or absent.
    func word<Word: RawRepresentable<String> & CaseIterable>(_ name: String, _ type: Word.Type) throws -> Word? {
        guard !self[name].isNull else { return nil }
        return try Word.named(requiredText(name), in: name)
    }

    /// A member that is a moment, or absent.
    func moment(_ name: String) throws -> Timestamp? {
        guard !self[name].isNull else { return nil }
        guard let moment = Timestamp(rfc3339: try requiredText(name)) else {
            throw APIFailure.badRequest("'\(name)' is no time.", advice: "Write 2026-11-24T09:00:00Z.")
        }
        return moment
    }

    /// A member that is an id, or absent.
    func id<ID: Identifier>(_ name: String) throws -> ID? {
        guard !self[name].isNull else { return nil }
        guard let id = ID(try requiredText(name)) else {
            throw APIFailure.badRequest("'\(name)' is no id.", advice: "Ids are decimal strings.")
        }
        return id
    }

    static func moment(_ moment: Timestamp?) -> JSON { moment.map { .string($0.rfc3339) } ?? .null }
    static func id<ID: Identifier>(_ id: ID?) -> JSON { id.map { .string($0.description) } ?? .null }
    static func text(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }
    static func word<Word: RawRepresentable<String>>(_ word: Word?) -> JSON { word.map { .string($0.rawValue) } ?? .null }
    static func count(_ number: Int?) -> JSON { number.map { .integer(Int64($0)) } ?? .null }
    static func list(_ items: [JSON], next: String? = nil) -> JSON { ["items": .array(items), "next": .text(next)] }
}
