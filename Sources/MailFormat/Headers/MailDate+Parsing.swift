extension MailDate {
    /// Reads what stands in `Date` fields: RFC 5322, its obsolete forms (two-digit years, named zones, comments), and what
    /// programs write besides (ISO 8601, `Jul 2, 2026`, IMAP's `02-Jul-2026`). Without a zone it is read as UTC, as
    /// RFC 5322, section 4.3, says of unknown zones. nil where no date can be made out.
    public init?(fieldValue: String) { self.init(parsing: Array(fieldValue.utf8)[...]) }

    init?(parsing bytes: Bytes) {
        var parts = Parts()
        for token in Self.tokens(Self.withoutComments(bytes)) where !parts.take(token) { return nil }
        guard let date = parts.date else { return nil }
        self = date
    }

    /// Comments nest; what stands outside them is kept.
    private static func withoutComments(_ bytes: Bytes) -> [UInt8] {
        guard bytes.contains(UInt8(ascii: "(")) else { return Array(bytes) }
        var depth = 0
        var kept: [UInt8] = []
        for byte in bytes {
            if byte == UInt8(ascii: "(") { depth += 1 }
            if depth == 0 { kept.append(byte) }
            if byte == UInt8(ascii: ")") { depth = max(0, depth - 1) }
        }
        return kept
    }

    /// Words, at most a few: a date that needs more is none.
    private static func tokens(_ bytes: [UInt8]) -> [Bytes] {
        bytes.split(maxSplits: 16) { $0.isSpace || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ";") }
    }

    /// What the words have told so far.
    private struct Parts {
        var day: Int?
        var month: Int?
        var year: Int64?
        var second: Int64?
        var offset: Int?

        var date: MailDate? {
            guard let day, let month, let year, (1...31).contains(day), (1900...9_999).contains(year) else { return nil }
            let days = MailDate.days(fromCivil: year, month, day)
            let offset = offset ?? 0
            return MailDate(
                secondsSinceEpoch: days * 86_400 + (second ?? 0) - Int64(offset) * 60, offsetMinutes: offset)
        }

        /// False for a word that can stand in no date.
        mutating func take(_ word: Bytes) -> Bool {
            if let first = word.first, first == 43 || first == 45 { return takeOffset(word) }
            if word.contains(UInt8(ascii: ":")) { return takeTime(word) }
            if word.contains(UInt8(ascii: "-")), word.first?.isDigit == true { return takeDashed(word) }
            if word.allSatisfy(\.isDigit) { return takeNumber(word) }
            return takeName(word)
        }

        private mutating func takeNumber(_ word: Bytes) -> Bool {
            guard let number = number(word) else { return false }
            if day == nil, word.count <= 2 {
                day = Int(number)
            } else if year == nil {
                year = MailDate.fullYear(number, digits: word.count)
            }
            return true
        }

        private mutating func takeName(_ word: Bytes) -> Bool {
            if let name = month(named: word) {
                month = month ?? name
            } else if second != nil, offset == nil {
                takeZone(word)
            }
            return true
        }

        private mutating func takeZone(_ word: Bytes) {
            let name = word.prefix { $0.isLetter }
            offset = MailDate.zones[name.lowercasedASCII]
            if name.endIndex < word.endIndex { _ = takeOffset(word[name.endIndex...]) }
        }

        /// `10:14`, `10:14:58`, `10:14:58.250`, with a zone or an ISO date joined to it.
        private mutating func takeTime(_ word: Bytes) -> Bool {
            if let t = word.firstIndex(where: { $0.lowercased == UInt8(ascii: "t") }) {
                return takeDashed(word[..<t]) && takeTime(word[(t + 1)...])
            }
            if let sign = word.firstIndex(where: { $0 == 43 || $0 == 45 }) {
                return takeTime(word[..<sign]) && takeOffset(word[sign...])
            }
            let clock = word.prefix { !$0.isLetter }
            let fields = clock.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            guard (2...3).contains(fields.count), let hour = number(fields[0]), let minute = number(fields[1]) else {
                return false
            }
            let seconds = fields.count == 3 ? number(fields[2].prefix { $0.isDigit }) : 0
            guard let seconds, hour < 24, minute < 60, seconds < 61 else { return false }
            second = hour * 3_600 + minute * 60 + seconds
            if clock.endIndex < word.endIndex { takeZone(word[clock.endIndex...]) }
            return true
        }

        private mutating func takeOffset(_ word: Bytes) -> Bool {
            let digits = word.dropFirst().filter { $0 != UInt8(ascii: ":") }
            guard digits.count == 4 || digits.count == 2, let value = number(digits[...]) else { return false }
            let minutes = digits.count == 4 ? value / 100 * 60 + value % 100 : value * 60
            guard minutes < 24 * 60 else { return false }
            offset = Int(word.first == 45 ? -minutes : minutes)
            return true
        }

        /// `2026-07-02` or `02-Jul-2026`.
        private mutating func takeDashed(_ word: Bytes) -> Bool {
            let fields = word.split(separator: UInt8(ascii: "-"))
            guard fields.count == 3, let first = number(fields[0]) else { return false }
            if fields[0].count == 4 {
                guard let m = number(fields[1]), let d = number(fields[2]), (1...12).contains(m) else { return false }
                (year, month, day) = (first, Int(m), Int(d))
            } else {
                guard let m = month(named: fields[1]), let y = number(fields[2]) else { return false }
                (year, month, day) = (MailDate.fullYear(y, digits: fields[2].count), m, Int(first))
            }
            return true
        }

        private func month(named word: Bytes) -> Int? {
            guard word.count >= 3 else { return nil }
            return MailDate.months.firstIndex { word.prefix(3).isWord($0.lowercased()) }.map { $0 + 1 }
        }

        private func number(_ digits: Bytes) -> Int64? {
            guard !digits.isEmpty, digits.count <= 6, digits.allSatisfy(\.isDigit) else { return nil }
            return digits.reduce(0) { $0 * 10 + Int64($1 - 48) }
        }
    }

    /// RFC 5322, section 4.3: two digits are 2000 to 2049 or 1950 to 1999, three count from 1900.
    private static func fullYear(_ year: Int64, digits: Int) -> Int64 {
        switch digits {
        case ...2: year < 50 ? year + 2_000 : year + 1_900
        case 3: year + 1_900
        default: year
        }
    }

    /// RFC 5322, section 4.3, and two that European programs write. All other names count as UTC.
    private static let zones: [String: Int] = [
        "ut": 0, "gmt": 0, "utc": 0, "z": 0, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360,
        "pst": -480, "pdt": -420, "cet": 60, "cest": 120, "mez": 60, "mesz": 120, "bst": 60,
    ]
}
