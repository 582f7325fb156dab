/// One way of telling the time in a zone: its offset and what it is called.
struct LocalForm: Hashable, Sendable {
    /// Seconds east of Greenwich.
    var offset: Int64
    var abbreviation: String

    /// No offset lies beyond 26 hours: RFC 9636 bounds files to -25 and +26 hours.
    static let farthest: Int64 = 26 * 3_600
}

/// A moment, in seconds since 1970, from which another form holds.
struct FormChange: Hashable, Sendable {
    var at: Int64
    var form: LocalForm
}

/// The contents of a TZif file: what held first, every change, and the rule for the time after the last one.
struct TZifFile {
    let first: LocalForm
    let changes: [FormChange]
    let rule: FooterRule?

    init(name: String, bytes: [UInt8]) throws(ZoneFailure) {
        var reader = TZifReader(name: name, bytes: bytes)
        var header = try reader.header()
        if header.version >= UInt8(ascii: "2") {
            // The first block repeats the second in 32 bits, for old readers.
            try reader.skip(header.blockSize(timeSize: 4))
            header = try reader.header()
            (first, changes) = try reader.block(header, timeSize: 8)
            rule = try FooterRule(reader.footer(), zone: name)
        } else {
            (first, changes) = try reader.block(header, timeSize: 4)
            rule = nil
        }
    }
}

/// Walks over the bytes and refuses what does not add up.
private struct TZifReader {
    let name: String
    let bytes: [UInt8]
    var at = 0

    struct Header {
        var version: UInt8
        var universalFlags: Int
        var standardFlags: Int
        var leaps: Int
        var times: Int
        var types: Int
        var letters: Int

        func blockSize(timeSize: Int) -> Int {
            times * (timeSize + 1) + types * 6 + letters + leaps * (timeSize + 4) + standardFlags + universalFlags
        }
    }

    func malformed(_ what: String) -> ZoneFailure { .malformed(name, what) }

    mutating func skip(_ count: Int) throws(ZoneFailure) {
        guard count <= bytes.count - at else { throw malformed("it ends too early") }
        at += count
    }

    /// A big-endian integer; eight bytes carry their sign.
    mutating func integer(_ size: Int) throws(ZoneFailure) -> Int64 {
        let start = at
        try skip(size)
        return Int64(bitPattern: bytes[start..<at].reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }

    mutating func signed(_ size: Int) throws(ZoneFailure) -> Int64 {
        let value = try integer(size)
        return size == 4 ? Int64(Int32(truncatingIfNeeded: value)) : value
    }

    mutating func header() throws(ZoneFailure) -> Header {
        let start = at
        try skip(20)
        guard bytes[start..<start + 4].elementsEqual("TZif".utf8) else { throw malformed("it is no TZif file") }
        var counts: [Int] = []
        for _ in 0..<6 {
            let count = try integer(4)
            guard count <= 1 << 20 else { throw malformed("it counts more entries than a zone can have") }
            counts.append(Int(count))
        }
        return Header(
            version: bytes[start + 4], universalFlags: counts[0], standardFlags: counts[1], leaps: counts[2],
            times: counts[3], types: counts[4], letters: counts[5])
    }

    mutating func block(_ header: Header, timeSize: Int) throws(ZoneFailure) -> (LocalForm, [FormChange]) {
        guard header.leaps == 0 else {
            throw ZoneFailure(
                code: .leapSeconds, message: "Time zone '\(name)' counts leap seconds.",
                advice: "Use the zone of the same name without 'right/'.")
        }
        let times = at
        let kinds = times + header.times * timeSize
        let types = kinds + header.times
        let letters = types + header.types * 6
        var end = self
        try end.skip(header.blockSize(timeSize: timeSize))

        var forms: [LocalForm] = []
        at = types
        for _ in 0..<header.types {
            let offset = try signed(4)
            _ = try integer(1)
            let place = Int(try integer(1))
            guard abs(offset) <= LocalForm.farthest, place < header.letters else {
                throw malformed("an offset is out of bounds")
            }
            let name = bytes[(letters + place)..<(letters + header.letters)].prefix { $0 != 0 }
            forms.append(LocalForm(offset: offset, abbreviation: String(decoding: name, as: UTF8.self)))
        }
        guard let first = forms.first else { throw malformed("it names no offset") }

        at = times
        var changes: [FormChange] = []
        for index in 0..<header.times {
            let moment = try signed(timeSize)
            let kind = Int(bytes[kinds + index])
            guard kind < forms.count else { throw malformed("a change leads to no offset") }
            guard moment > Stretch.always, moment < Stretch.never, moment > changes.last?.at ?? Stretch.always else {
                throw malformed("its changes are not in order")
            }
            changes.append(FormChange(at: moment, form: forms[kind]))
        }
        at = end.at
        return (first, changes)
    }

    /// The text between the two line ends behind the last block.
    mutating func footer() throws(ZoneFailure) -> String {
        guard at < bytes.count, bytes[at] == 10 else { throw malformed("its footer is missing") }
        let text = bytes[(at + 1)...].prefix { $0 != 10 }
        guard at + 1 + text.count < bytes.count else { throw malformed("its footer is cut") }
        return String(decoding: text, as: UTF8.self)
    }
}
