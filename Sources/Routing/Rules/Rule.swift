/// One rule: what it applies to and what it asks for.
///
/// ```yaml
/// - name: Bad reviews are urgent
///   when: {kind: review, rating: {at_most: 2}}
///   then: {priority: urgent, label: complaint, assign: {team: support}}
///   stop: true
/// ```
public struct Rule: Hashable, Sendable {
    public let name: String
    public let condition: Condition
    public let effects: [Effect]
    /// Rules below are not looked at once this one has applied.
    public let stops: Bool
    /// Switched off rules are kept and traced, and never apply.
    public let isEnabled: Bool

    public init(name: String, condition: Condition, effects: [Effect], stops: Bool = false, isEnabled: Bool = true) {
        (self.name, self.condition, self.effects) = (name, condition, effects)
        (self.stops, self.isEnabled) = (stops, isEnabled)
    }

    /// Names this wording of the rule: 12 hexadecimal digits, another whenever condition, effects or `stop` are others.
    public var revision: String {
        let wording = "\(condition) -> \(effects.map(\.description).joined(separator: "; "))\(stops ? " stop" : "")"
        // FNV-1a, 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/, read 2026-03-02.
        let digest = wording.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        let digits = String(digest, radix: 16)
        return String((String(repeating: "0", count: 16 - digits.count) + digits).prefix(12))
    }
}
