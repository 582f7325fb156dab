/// Puts libyaml's complaints into words that tell what to do.
enum Diagnosis {
    static func message(_ problem: LibraryProblem, line: String) -> String {
        if problem.byte != nil { return "the file is no clean UTF-8 text here: \(problem.message)" }
        let advice = advice(problem.message, line: line)
        let context = problem.context.isEmpty ? "" : " (\(problem.context))"
        return advice
            ?? "\(problem.message)\(context); an expression or a text with `: `, ` #`, quotes or brackets stands in single quotes or in a | block"
    }

    private static func advice(_ message: String, line: String) -> String? {
        switch message {
        case "found unknown escape character" where line.contains("\\("):
            "\\( is not allowed inside YAML double quotes; drop the quotes or use single ones"
        case "found unknown escape character":
            "this backslash means nothing inside double quotes; use single ones, or write \\\\"
        case "mapping values are not allowed in this context":
            "a `: ` too many in this line; put the text in single quotes or in a | block, or look at the indentation"
        case "could not find expected ':'":
            "`:` is missing after a name; or a text runs over its line: put it in single quotes or in a | block"
        case "found character that cannot start any token" where line.contains("\t"):
            "a tab cannot indent; use blanks"
        case "found character that cannot start any token":
            "a value cannot begin with this sign; put it in single quotes or in a | block"
        case "found unexpected end of stream", "found unexpected document indicator":
            "the quoted text that began before never ends; close the quote"
        case "did not find expected ',' or '}'", "did not find expected ',' or ']'":
            "`,` or the closing bracket is missing; an expression with brackets or commas stands in single quotes or in a | block"
        case "did not find expected key", "did not find expected '-' indicator":
            "the line does not continue what stands above; look at the indentation, and put an expression that begins with a quote or bracket in single quotes or in a | block"
        default: nil
        }
    }
}
