/// Why an expression gave no answer for this input.
public struct EvaluationFailure: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: String, Sendable, Hashable {
        /// The expression raised an error that no `try` or `?` caught.
        case error
        /// More steps than the budget has.
        case tooManySteps
        /// More bytes than the budget has.
        case tooMuchMemory
        /// `halt_error` was reached.
        case halted
    }

    public let code: Code
    public let message: String
    public let advice: String
    /// What `error(…)` or `halt_error` was given; for other errors their message.
    public let value: JSON
    /// Line within the expression's own text, from 1; 0 where no place is to blame.
    public let line: Int
    /// Column in that line, from 1; 0 where no place is to blame.
    public let column: Int

    public var description: String { line > 0 ? "\(line):\(column): \(message)" : message }
}

extension EvaluationFailure {
    init(_ fault: Fault, in source: Source) {
        let place = fault.offset.map { source.place(of: $0) } ?? (0, 0)
        let (code, value, message, advice): (Code, JSON, String, String) =
            switch fault.kind {
            case .error(let value):
                (
                    .error, value, value.text ?? "\(beginning(of: value)) (not a string)",
                    "guard it with ? or // or try … catch …"
                )
            case .halted(let value):
                (.halted, value, value.text ?? beginning(of: value), "look at the condition before halt_error")
            case .tooManySteps:
                (
                    .tooManySteps, nil, "the expression takes too many steps",
                    "narrow it with select, first or limit before the costly part"
                )
            case .tooMuchMemory:
                (.tooMuchMemory, nil, "the expression makes too much", "keep less of the input in what it builds")
            case .stop, .halt:
                (
                    .error, nil, "the expression stopped outside its bounds",
                    "report this expression: it is a fault of the evaluator"
                )
            }
        self.init(code: code, message: message, advice: advice, value: value, line: place.0, column: place.1)
    }
}

/// What leaves an evaluation before its end.
struct Fault: Error {
    enum Kind {
        case error(JSON)
        /// `first` or `limit` has enough: the one with this number.
        case stop(Int)
        case halt
        case halted(JSON)
        case tooManySteps
        case tooMuchMemory
    }

    let kind: Kind
    /// Where in the text it arose.
    var offset: Int?
    /// How many enclosing `try`s it passes because it arose behind them, in what their outputs are used for.
    var passing = 0

    init(_ kind: Kind) { self.kind = kind }

    /// An error as `error("…")` raises it.
    init(_ message: String) { kind = .error(.string(message)) }

    func located(at place: Int) -> Fault {
        guard offset == nil else { return self }
        var fault = self
        fault.offset = place
        return fault
    }
}
