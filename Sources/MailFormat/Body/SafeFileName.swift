/// Turns a file name from outside into one that can be shown and offered for download.
public enum SafeFileName {
    /// The last component of what may be a path, of either system; without control characters and without those that change
    /// the direction of writing (`photo.jpg` U+202E `exe.a` reads as a picture). nil where nothing is left.
    public static func make(_ name: String?) -> String? {
        guard let name else { return nil }
        let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
        var kept = String.UnicodeScalarView()
        for scalar in last.unicodeScalars where !isHidden(scalar) && kept.count < 200 { kept.append(scalar) }
        let clean = trimmed(String(kept))
        return clean.isEmpty || clean.allSatisfy({ $0 == "." }) ? nil : clean
    }

    private static func trimmed(_ name: String) -> String {
        var name = Substring(name)
        while let first = name.first, first.isWhitespace { name.removeFirst() }
        while let last = name.last, last.isWhitespace || last == "." { name.removeLast() }
        return String(name)
    }

    /// Controls, marks that change direction, invisible joiners, line and paragraph separators.
    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x61C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF0...0xFFFB: true
        default: false
        }
    }
}
