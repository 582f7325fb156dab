import Expressions

extension ManifestCompiler {
    /// Compiles `define`, each with the earlier ones in reach.
    mutating func define() {
        room = "define"
        let reachable = Names.record.variables.union(Names.action.variables)
        for entry in manifest.define.entries {
            guard case .text(let text) = entry.value else {
                error("write the expression of `\(entry.key)` as text", at: entry.place)
                continue
            }
            do throws(ExpressionFailure) {
                let definition = try Definition(
                    entry.key, text.text, earlier: definitions, variables: reachable, builtins: builtins)
                definitions.append(definition)
            } catch {
                report(error, in: text, Names(variables: reachable))
                // Its users are not to blame: the name stands for something.
                if let stand = try? Definition(entry.key, ".", builtins: builtins) { definitions.append(stand) }
            }
        }
    }

    /// An expression position. What does not compile is found, and stands as null.
    mutating func formula(_ written: WrittenExpression, _ names: Names) -> Formula {
        switch written {
        case .text(let text): return formula(text, names)
        case .object(let map):
            let fields = map.entries.map { entry in
                let field = WrittenText("." + entry.key, at: entry.place)
                return (entry.key, entry.value.value.map { formula($0, names) } ?? formula(field, names))
            }
            return Formula(kind: .object(fields), text: WrittenText("", at: written.place))
        case .list(let parts):
            return Formula(kind: .list(parts.map { formula($0, names) }), text: WrittenText("", at: written.place))
        }
    }

    mutating func formula(orNil written: WrittenExpression?, _ names: Names) -> Formula? { written.map { formula($0, names) } }

    private mutating func formula(_ written: WrittenText, _ names: Names) -> Formula {
        let (text, names) = sealed(written, names)
        checkSecrets(text, names)
        do throws(ExpressionFailure) {
            let program = try Program.compile(
                text.text, define: definitions, variables: names.variables, builtins: builtins)
            return Formula(kind: .program(program), text: text)
        } catch {
            report(error, in: text, names)
            return Formula(kind: .constant(.null), text: text)
        }
    }

    /// A template position: a text, or a map or list of them. In a JSON body a bare `true`, `12` or `null` is what JSON makes of it.
    mutating func tree(_ written: WrittenTemplate, _ names: Names, inJSON: Bool = false) -> TemplateTree {
        switch written {
        case .object(let map): return .object(map.entries.map { ($0.key, tree($0.value, names, inJSON: inJSON)) })
        case .list(let parts): return .list(parts.map { tree($0, names, inJSON: inJSON) })
        case .text(let text, let isQuoted):
            if inJSON, !isQuoted, let value = Self.literal(text.text) { return .literal(value) }
            guard let template = template(text, names) else { return .literal(.null) }
            return .template(template, text)
        }
    }

    private static func literal(_ text: String) -> JSON? {
        switch try? JSON(parsing: Array(text.utf8)) {
        case .bool(let flag): .bool(flag)
        case .integer(let number): .integer(number)
        case .number(let number): .number(number)
        case .null?: .null
        default: nil
        }
    }

    mutating func trees(_ map: Ordered<WrittenTemplate>, _ names: Names) -> [(name: String, value: TemplateTree)] {
        map.entries.map { ($0.key, tree($0.value, names)) }
    }

    /// A path or an address.
    mutating func address(_ text: WrittenText, _ names: Names) -> AddressTemplate {
        let nothing = WrittenText("", at: text.place)
        let template = template(text, names) ?? template(nothing, names)!
        return AddressTemplate(template: template, text: text)
    }

    private mutating func template(_ written: WrittenText, _ names: Names) -> Template? {
        let (text, names) = sealed(written, names)
        checkSecrets(text, names)
        do throws(ExpressionFailure) {
            return try Template.compile(text.text, define: definitions, variables: names.variables, builtins: builtins)
        } catch {
            report(error, in: text, names)
            return nil
        }
    }

    /// With the secrets that only sign something let through.
    private func sealed(_ text: WrittenText, _ names: Names) -> (WrittenText, Names) {
        guard !names.isTrusted else { return (text, names) }
        let renamed = SealedKey.rename(in: text.text) { holder, name in
            holder != "settings" || manifest.settings[name]?.kind == .secret
        }
        return (WrittenText(renamed.text, at: text.place), names.with(renamed.variables))
    }

    // MARK: What is found

    private mutating func report(_ failure: ExpressionFailure, in text: WrittenText, _ names: Names) {
        let place = text.place(line: failure.line, column: failure.column)
        if failure.code == .unknown, failure.message.contains("$secrets") || failure.message.contains("$token") {
            error(
                "\(failure.message) here: a secret may stand in http.base, auth, account, verify, subscribe and download only",
                at: place)
        } else {
            error("\(failure.message) — \(failure.advice)", at: place)
        }
    }

    /// Secret settings follow the rule of `$secrets`.
    private mutating func checkSecrets(_ text: WrittenText, _ names: Names) {
        guard !names.isTrusted else { return }
        for entry in manifest.settings.entries where entry.value.kind == .secret {
            guard let range = text.text.range(ofWord: "$settings." + entry.key) else { continue }
            let column = text.text[..<range.lowerBound].unicodeScalars.count + 1
            error(
                "`$settings.\(entry.key)` is a secret and cannot stand here: it may stand in http.base, auth, account, verify, "
                    + "subscribe and download only", at: text.place(line: 1, column: column))
        }
    }
}

extension String {
    /// Where a word stands that no letter, digit or `_` continues.
    fileprivate func range(ofWord word: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            guard self[start...].hasPrefix(word) else {
                start = index(after: start)
                continue
            }
            let end = index(start, offsetBy: word.count)
            if end == endIndex || !(self[end].isLetter || self[end].isNumber || self[end] == "_") { return start..<end }
            start = end
        }
        return nil
    }
}
