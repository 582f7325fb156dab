/// A function of the language, by how it is compiled.
enum Function: Sendable {
    /// Of its input alone.
    case plain(One)
    /// Of its input and the values of its arguments, for every choice of them.
    case values(Order, @Sendable (JSON, [JSON], inout Machine) throws(Fault) -> JSON)
    /// As `values`, with any number of outputs.
    case generator(Order, @Sendable (JSON, [JSON], inout Machine, Emit) throws(Fault) -> Void)
    /// Of its arguments as expressions.
    case form(@Sendable (inout Compiler, [Syntax], _ offset: Int) throws(ExpressionFailure) -> Code)

    /// Which argument is the outer loop when several have several outputs.
    enum Order: Sendable { case firstOutermost, lastOutermost }

    /// A function of expressions that are compiled as they stand.
    static func taking(_ body: @escaping @Sendable ([Code]) -> Code) -> Function {
        .form { (compiler, arguments, _) throws(ExpressionFailure) in body(try compiler.compile(arguments)) }
    }

    /// A function that no expression may use, with what to write instead.
    static func refused(_ message: String, _ advice: String) -> Function {
        .form { (compiler, _, offset) throws(ExpressionFailure) in throw compiler.failure(.closed, message, advice, at: offset)
        }
    }
}

/// All functions by name and number of arguments: `split/2`.
let functions: [String: Function] = {
    let groups = [
        kindFunctions, numberFunctions, mathFunctions, textFunctions, patternFunctions, collectionFunctions, orderFunctions,
        entryFunctions,
        generatorFunctions, treeFunctions, timeFunctions, addedFunctions,
    ]
    return groups.reduce(into: [:]) { all, group in
        all.merge(group) { first, _ in preconditionFailure("two functions of one name: \(first)") }
    }
}()
