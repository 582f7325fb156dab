public import InboxModel

extension CompiledManifest {
    public struct Action: Sendable {
        public var verb: Verb
        public var ability: Ability
        /// Empty where the connector's program does it.
        public var steps: [Step]
        public var isProgram = false
        public var id: Formula?
        public var look: Look?
        /// How long its text may be; `ability` has it once the channel is known.
        public var text: TextRule?
    }

    public struct Step: Sendable {
        public var name: String?
        public var each: Formula?
        public var when: Formula?
        public var request: Request
        public var then: Then?
    }

    public struct Then: Sendable {
        public var request: Request
        public var until: Formula
        public var every: Duration
        public var within: Duration
    }

    /// How a send whose outcome is unclear is looked for.
    public enum Look: Sendable {
        case stream(String)
        case request(Request, each: Formula?, match: Formula, id: Formula?)
    }
}
