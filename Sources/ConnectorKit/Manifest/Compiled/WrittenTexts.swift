extension Formula {
    /// Everything the author wrote in it, expression by expression.
    public var texts: [String] {
        switch kind {
        case .program: [text.text]
        case .object(let fields): fields.flatMap(\.value.texts)
        case .list(let parts): parts.flatMap(\.texts)
        case .constant: []
        }
    }
}

extension TemplateTree {
    /// Everything the author wrote in it, template by template.
    public var texts: [String] {
        switch self {
        case .template(_, let text): [text.text]
        case .literal: []
        case .object(let fields): fields.flatMap(\.value.texts)
        case .list(let parts): parts.flatMap(\.texts)
        }
    }
}
