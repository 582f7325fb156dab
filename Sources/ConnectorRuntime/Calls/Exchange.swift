import Expressions
import HTMLTree
import HTTPCore

/// An answer as the expressions see it.
struct Exchange: Sendable {
    let status: Int
    let headers: HTTPHeaders
    let bytes: [UInt8]
    /// `.`: the decoded body; null where nothing could be decoded.
    let body: JSON
    /// Why the body could not be decoded; nil where it could, or is empty.
    let unreadable: String?

    init(_ answer: HTTPAnswer, reading: BodyFormat?) {
        (status, headers, bytes) = (answer.status, answer.headers, answer.body)
        (body, unreadable) = decoded(answer.body, type: answer.headers["Content-Type"], as: reading)
    }

    /// `$res`: status and headers, names in lower case.
    var res: JSON {
        var fields = JSONObject()
        for field in headers.fields where fields[field.name.lowercased()] == nil {
            fields[field.name.lowercased()] = .string(field.value)
        }
        return .object(JSONObject([("status", .integer(Int64(status))), ("headers", .object(fields))]))
    }

    var isSuccess: Bool { (200..<300).contains(status) }
}

/// How a body is read.
enum BodyFormat: String, Sendable { case json, form, text, xml }

/// Reads a body: as told, else by its content type, else as JSON if it is some. XML becomes `{name, attributes, text, children}`.
func decoded(
    _ bytes: [UInt8], type: String?, as format: BodyFormat?, limits: JSONLimits = .standard
) -> (body: JSON, unreadable: String?) {
    let type = type?.prefix { $0 != ";" }.lowercased() ?? ""
    switch format {
    case .text: return (.string(String(decoding: bytes, as: UTF8.self)), nil)
    case .form: return (formFields(bytes), nil)
    case .json: break
    case .xml: return xml(bytes)
    case nil where type.hasSuffix("/xml") || type.hasSuffix("+xml"): return xml(bytes)
    case nil where type.hasPrefix("application/x-www-form-urlencoded"): return (formFields(bytes), nil)
    case nil: break
    }
    if bytes.isEmpty { return (.null, nil) }
    do throws(JSONFailure) {
        return (try JSON(parsing: bytes, limits: limits), nil)
    } catch {
        let kind = type.isEmpty ? "" : " (\(type))"
        return (.null, "no JSON\(kind): \(error.code.rawValue) at byte \(error.offset)")
    }
}

private func xml(_ bytes: [UInt8]) -> (body: JSON, unreadable: String?) {
    if bytes.isEmpty { return (.null, nil) }
    do throws(XMLFailure) {
        return (try XMLTree.parse(bytes).value, nil)
    } catch {
        return (.null, "no XML: \(error.message)")
    }
}

extension XMLElement {
    /// The element as the expressions see it.
    fileprivate var value: JSON {
        [
            "name": .string(name),
            "attributes": .object(JSONObject(attributes.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
            "text": .string(text), "children": .array(children.map(\.value)),
        ]
    }
}

/// The fields of a form as an object; of a repeated one the first counts.
private func formFields(_ bytes: [UInt8]) -> JSON {
    var object = JSONObject()
    for pair in bytes.split(separator: UInt8(ascii: "&")) {
        let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
        let name = unescaped(parts[0])
        if object[name] == nil { object[name] = .string(parts.count > 1 ? unescaped(parts[1]) : "") }
    }
    return .object(object)
}

/// A name or a value of a form, its escapes undone.
func unescaped(_ bytes: ArraySlice<UInt8>) -> String {
    var result: [UInt8] = []
    var at = bytes.startIndex
    while at < bytes.endIndex {
        if bytes[at] == UInt8(ascii: "%"), at + 2 < bytes.endIndex,
            let byte = UInt8(String(decoding: bytes[at + 1...at + 2], as: UTF8.self), radix: 16)
        {
            result.append(byte)
            at += 3
        } else {
            result.append(bytes[at] == UInt8(ascii: "+") ? UInt8(ascii: " ") : bytes[at])
            at += 1
        }
    }
    return String(decoding: result, as: UTF8.self)
}
