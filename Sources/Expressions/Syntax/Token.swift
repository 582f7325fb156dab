/// A word of the language.
enum Token: Equatable, Sendable {
    case number(JSON)
    /// `.name`
    case field(String)
    /// `$name`
    case variable(String)
    /// `@name`
    case format(String)
    /// A function's name or a keyword.
    case name(String)
    /// The opening quote of a text.
    case quote
    case symbol(String)
    case end

    /// How a message names it.
    var told: String {
        switch self {
        case .number(let value): "the number \(value.encodedText())"
        case .field(let name): "`.\(name)`"
        case .variable(let name): "`$\(name)`"
        case .format(let name): "`@\(name)`"
        case .name(let name), .symbol(let name): "`\(name)`"
        case .quote: "a text"
        case .end: "the end"
        }
    }
}

/// Words that are no function names.
let keywords: Set<String> = [
    "def", "module", "import", "include", "if", "then", "else", "elif", "end", "reduce", "foreach", "as", "try", "catch",
    "label",
    "and", "or", "__loc__",
]
