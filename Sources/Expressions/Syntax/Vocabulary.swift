/// The formats behind an `@`.
let formats: [String] = ["base32", "base32d", "base64", "base64d", "csv", "html", "json", "sh", "text", "tsv", "uri", "urid"]

let formatList = formats.map { "@" + $0 }.joined(separator: " ")

/// What to write instead of a word jq has and this language leaves out; nil for every other word.
func outside(_ name: String) -> String? {
    leftOut[name]
}

private let leftOut: [String: String] = {
    let paths = "build the value anew: {name: .name}, map(…), map_values(…), with_entries(…)"
    let inputs = "an expression sees one record, as `.`"
    var words: [String: String] = [
        "def": "name the expression under `define` in the manifest",
        "reduce": "write add, add(f), any, all, join, min, max or group_by",
        "foreach": "write map(…), limit, first or range",
        "label": "write first(f), limit(n; f), any or all to stop early",
        "break": "write first(f), limit(n; f), any or all to stop early",
        "until": "write first(range(n) | select(…)) with a bound",
        "while": "write range(n) with a bound, or recurse(f; condition)",
        "repeat": "write range(n) with a bound, or recurse(f; condition)",
        "env": "use $settings for what an operator sets",
        "import": "name the expression under `define` in the manifest",
        "include": "name the expression under `define` in the manifest",
        "module": "name the expression under `define` in the manifest",
        "modulemeta": "name the expression under `define` in the manifest",
        "get_search_list": "name the expression under `define` in the manifest",
        "getpath": "write .a.b, or .[$key]",
        "input_line_number": inputs, "input_filename": inputs, "input": inputs, "inputs": inputs,
    ]
    for word in ["path", "paths", "leaf_paths", "del", "delpaths", "setpath", "pick", "to_paths"] { words[word] = paths }
    return words
}()

/// The word with the fewest letters changed, if it is near enough to be meant.
func nearestName(to word: String, among words: some Sequence<String>) -> String? {
    let letters = Array(word.utf8)
    let allowed = letters.count < 5 ? 1 : letters.count < 8 ? 2 : 3
    var best: (word: String, distance: Int)?
    for candidate in words {
        let distance = editDistance(letters, Array(candidate.utf8))
        if distance <= allowed,
            distance < (best?.distance ?? .max) || (distance == best?.distance && candidate < best?.word ?? "")
        {
            best = (candidate, distance)
        }
    }
    return best?.word
}

/// Letters changed, added, left out, or swapped with their neighbour.
private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var rows = [Array(0...b.count)]
    for i in 0..<a.count {
        var row = [i + 1]
        for j in 0..<b.count {
            var cost = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, rows[i - 1][j - 1] + 1) }
            row.append(cost)
        }
        rows.append(row)
    }
    return rows[a.count][b.count]
}
