extension ManifestCompiler {
    /// The program with its arguments; nil where there is none. A file of the connector is named from its folder on.
    mutating func program() -> [String]? {
        room = "run"
        guard let first = manifest.program.first else { return nil }
        let isUsed =
            manifest.streams.entries.contains { $0.value.isProgram }
            || manifest.actions.entries.contains { $0.value.values.contains(where: \.isProgram) }
        if !isUsed { warn("nothing runs it: say `run: true` in a stream or an action", at: first.place) }
        for word in manifest.program where word.value.split(separator: "/").contains("..") {
            error("a program lies in the connector's folder: `..` leads out of it", at: word.place)
        }
        if first.value.hasPrefix("/") {
            error("write ./FILE for a file of this folder, or the name of an installed program", at: first.place)
        }
        return manifest.program.map(\.value)
    }

    /// Whether a stream or an action is the program's; then there must be one.
    mutating func isProgram(_ isProgram: Bool, _ place: SourcePlace) -> Bool {
        if isProgram, manifest.program.isEmpty {
            error("`run: true` needs the program: name it at the top, as in `run: [./inbox.py]`", at: place)
        }
        return isProgram
    }
}
