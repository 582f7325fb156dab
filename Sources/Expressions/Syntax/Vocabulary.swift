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
