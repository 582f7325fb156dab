import InboxModel
import Patterns
import Routing
import ServiceLevels
import TestSupport
import TimeZones
import YAMLCoding

/// Decodes what an operator writes, with the engine and the zones that the service has.
func decode<T: Decodable>(_ type: T.Type, _ yaml: String, file: String = "test.yaml") throws -> T {
    var decoder = YAMLDecoder()
    decoder.userInfo[.zones] = ZoneDatabase.system
    decoder.userInfo[.patterns] = PatternCompiler { text in
        let pattern: Pattern
        do { pattern = try Pattern(text) } catch let error as PatternFailure {
            throw Refusal(description: "\(error.message). \(error.advice)")
        }
        return { try pattern.isMatch(in: $0) }
    }
    return try decoder.decode(type, from: yaml, file: file)
}

private struct Refusal: Error, CustomStringConvertible { let description: String }

/// A comment below a post of the blog; tests change what they are about.
func message(_ text: String = "Guten Tag", _ change: (inout RoutingMessage) -> Void = { _ in }) -> RoutingMessage {
    var message = RoutingMessage(
        channel: "blog", connector: "wordpress", kind: .comment, visibility: .public, text: text,
        author: RoutingMessage.Author(name: "Erika Mustermann", handle: "@Erika"), language: "de-AT")
    change(&message)
    return message
}

/// The plan of rules in YAML for a message.
func plan(_ rules: String, _ message: RoutingMessage, _ state: RoutingSnapshot = RoutingSnapshot()) throws -> RoutingPlan {
    try decode(RoutingFile.self, rules).rules.prepare(message).plan(for: state)
}
