import ConnectorKit
import Expressions
import HTTPCore

/// Finds the way from one page to the next.
struct Pager {
    /// How the next page is asked for.
    enum Next: Equatable {
        /// The request itself with these parameters.
        case parameters([(name: String, value: JSON)])
        /// A whole address that the platform named.
        case address(String)

        static func == (a: Next, b: Next) -> Bool {
            switch (a, b) {
            case (.address(let a), .address(let b)): a == b
            case (.parameters(let a), .parameters(let b)): a.elementsEqual(b) { $0.name == $1.name && $0.value == $1.value }
            default: false
            }
        }
    }

    let pages: CompiledManifest.Pages?

    /// - Parameters:
    ///   - index: how many pages were read.
    ///   - records: how many records the last one had.
    func next(after exchange: Exchange, index: Int, records: Int, names: [String: JSON]) throws(FormulaFailure) -> Next? {
        switch pages {
        case nil: return nil
        case .number(let parameter, let count, let start):
            // A page past the end is empty; no other sign is common to all.
            return records == 0 ? nil : .parameters([(parameter, .integer(Int64(start + index * count)))])
        case .token(let parameter, let from):
            let names = names.merging(["res": exchange.res, "page": exchange.body]) { $1 }
            guard let token = try from.first(exchange.body, names), token != false, scalarText(token) != nil else { return nil }
            return .parameters([(parameter, token)])
        case .address(let formula):
            let names = names.merging(["res": exchange.res, "page": exchange.body]) { $1 }
            guard let address = try formula.first(exchange.body, names)?.text, !address.isEmpty else { return nil }
            return .address(address)
        case .link(let relation):
            return LinkHeader.address(of: relation, in: exchange.headers.all("Link")).map(Next.address)
        }
    }
}

/// The Link header (RFC 8288).
enum LinkHeader {
    /// The first address with this relation; nil where there is none.
    static func address(of relation: String, in fields: [String]) -> String? {
        for field in fields {
            var rest = field[...]
            while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
                let address = rest[rest.index(after: open)..<close]
                let parameters = parameters(rest[rest.index(after: close)...])
                rest = parameters.rest
                if parameters.relations.contains(relation.lowercased()) { return String(address) }
            }
        }
        return nil
    }

    /// The relations of one link, and what stands behind it.
    private static func parameters(_ text: Substring) -> (relations: [String], rest: Substring) {
        var relations: [String] = []
        var rest = text.drop { $0 == " " }
        while rest.first == ";" {
            rest = rest.dropFirst().drop { $0 == " " }
            let name = rest.prefix { $0 != "=" && $0 != ";" && $0 != "," }
            rest = rest[name.endIndex...]
            var value = Substring()
            if rest.first == "=" {
                rest = rest.dropFirst()
                if rest.first == "\"" {
                    rest = rest.dropFirst()
                    value = rest.prefix { $0 != "\"" }
                    rest = rest[value.endIndex...].dropFirst()
                } else {
                    value = rest.prefix { $0 != ";" && $0 != "," }
                    rest = rest[value.endIndex...]
                }
            }
            if name.lowercased().filter({ $0 != " " }) == "rel" {
                relations += value.lowercased().split(separator: " ").map(String.init)
            }
            rest = rest.drop { $0 == " " }
        }
        return (relations, rest)
    }
}
