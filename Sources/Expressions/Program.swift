/// An expression of the closed jq, compiled once: immutable, and shared by all threads.
///
/// jq's language without what has no bound or reaches outside (`def`, `reduce`, `foreach`, `label`, `while`, assignment, paths, `input`,
/// `env`, modules). What is accepted means the same in jq 1.7 and later, except that integers of 64 bits stay exact, the wording of
/// errors, and corners of regular expressions. Where jq 1.7 and 1.8 read a text differently it is refused.
public struct Program: Sendable {
    /// The expression as written.
    public let text: String
    /// The bound names it uses, without `$`.
    public let variables: Set<String>
    /// Whether every input gives exactly one output or an error.
    public let givesOne: Bool

    private let code: Code
    private let source: Source
    private let globals: [(name: String, slot: Int)]
    private let slotCount: Int

    /// Reads and checks an expression. `define` are the named expressions it may use, `variables` the bound names without `$`.
    public static func compile(
        _ text: String, define: [Definition] = [], variables: Set<String> = [], builtins: Builtins
    ) throws(ExpressionFailure) -> Program {
        let source = Source(text)
        return try Program(try Parser.expression(source), source, text, define, variables, builtins)
    }

    init(
        _ syntax: Syntax, _ source: Source, _ text: String, _ define: [Definition], _ variables: Set<String>,
        _ builtins: Builtins
    ) throws(ExpressionFailure) {
        var compiler = Compiler(source: source, builtins: builtins, definitions: define, allowed: variables)
        code = try compiler.compile(syntax)
        self.text = text
        self.source = source
        self.variables = Set(compiler.globals.keys)
        globals = compiler.globals.map { (name: $0.key, slot: $0.value) }
        slotCount = compiler.slotCount
        if case .one = code { givesOne = true } else { givesOne = false }
    }

    /// All outputs for an input; may be none. Bound names that `variables` leaves out are null.
    public func evaluate(
        _ input: JSON, variables: [String: JSON] = [:], budget: Budget = .standard
    ) throws(EvaluationFailure) -> [JSON] {
        var machine = machine(input, variables, budget)
        var outputs: [JSON] = []
        try running(&machine) { (machine) throws(Fault) in
            try code.run(input, &machine) { (output, machine) throws(Fault) in
                try machine.settle(output)
                outputs.append(output)
            }
        }
        return outputs
    }

    /// The first output for an input, nil where there is none; what would come behind it is not evaluated.
    public func first(
        _ input: JSON, variables: [String: JSON] = [:], budget: Budget = .standard
    ) throws(EvaluationFailure) -> JSON? {
        var machine = machine(input, variables, budget)
        var output: JSON?
        try running(&machine) { (machine) throws(Fault) in
            output = try code.first(input, &machine)
            if let output { try machine.settle(output) }
        }
        return output
    }

    /// The outputs and what they cost, for the kit's `eval`.
    public func measured(
        _ input: JSON, variables: [String: JSON] = [:], budget: Budget = .standard
    ) -> (outputs: [JSON], failure: EvaluationFailure?, steps: Int, bytes: Int) {
        var machine = machine(input, variables, budget)
        var outputs: [JSON] = []
        var failure: EvaluationFailure?
        do throws(EvaluationFailure) {
            try running(&machine) { (machine) throws(Fault) in
                try code.run(input, &machine) { (output, machine) throws(Fault) in
                    try machine.settle(output)
                    outputs.append(output)
                }
            }
        } catch {
            failure = error
        }
        return (outputs, failure, machine.used.steps, machine.used.bytes)
    }

    private func machine(_ input: JSON, _ variables: [String: JSON], _ budget: Budget) -> Machine {
        var slots = [JSON](repeating: .null, count: slotCount)
        for global in globals { slots[global.slot] = variables[global.name] ?? .null }
        return Machine(slots: slots, input: input, budget: budget)
    }

    private func running(_ machine: inout Machine, _ body: (inout Machine) throws(Fault) -> Void) throws(EvaluationFailure) {
        do throws(Fault) {
            try body(&machine)
        } catch {
            // `halt` ends the evaluation with the outputs so far.
            if case .halt = error.kind { return }
            throw EvaluationFailure(error, in: source)
        }
    }
}
