import ConnectorKit
import Expressions
import InboxModel

extension CompiledManifest.Action {
    /// What it can do, with limits as they are for this channel.
    func ability(files: CompiledManifest.FileRule?, _ names: [String: JSON]) -> Ability {
        var ability = ability
        ability.text = text.flatMap { $0.limit(names) }
        if carriesFiles { ability.files = files.map { $0.limit(names) } ?? FileLimit() }
        return ability
    }
}

extension CompiledManifest.TextRule {
    /// Nil while the channel's own number is not known: the platform then has the word.
    func limit(_ names: [String: JSON]) -> TextLimit? {
        max.count(names).map { TextLimit(max: $0, unit: unit, url: url?.count(names)) }
    }
}

extension CompiledManifest.FileRule {
    func limit(_ names: [String: JSON]) -> FileLimit {
        FileLimit(count: count?.count(names), types: types, bytes: bytes?.count(names))
    }
}

extension TemplateTree {
    /// A whole number, or one with a unit of bytes behind it: `8 MB`, `8MiB`.
    fileprivate func count(_ names: [String: JSON]) -> Int? {
        guard let value = try? value(.null, names) else { return nil }
        if let number = value.int64 { return Int(exactly: number) }
        guard let text = value.text?.filter({ $0 != " " }) else { return nil }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int(digits), number < 1 << 40 else { return nil }
        switch text.dropFirst(digits.count).lowercased() {
        case "": return number
        case "kb": return number * 1_000
        case "mb": return number * 1_000_000
        case "gb": return number * 1_000_000_000
        case "kib": return number << 10
        case "mib": return number << 20
        case "gib": return number << 30
        default: return nil
        }
    }
}
