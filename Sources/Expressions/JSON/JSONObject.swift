/// An object's members in the order they came; a key stands once.
public struct JSONObject: Sendable {
    public typealias Member = (key: String, value: JSON)

    public private(set) var members: [Member]
    /// Where each key stands; kept only for objects too large to search one by one.
    private var places: [ExactText: Int]?

    public init() { members = [] }

    /// Later members replace earlier ones of the same key.
    public init(_ pairs: some Sequence<(String, JSON)>) {
        members = []
        for (key, value) in pairs { self[key] = value }
    }

    /// Takes members as they were read. Where a key stands twice, the last value wins at the first place, and its name is returned.
    init(reading members: [Member], repeated: inout String?) {
        self.members = members
        guard let twice = Self.repetition(in: members) else {
            index()
            return
        }
        repeated = twice
        self.members = []
        self.members.reserveCapacity(members.count)
        for (key, value) in members { self[key] = value }
    }

    /// Takes members whose keys are known to differ.
    init(distinct members: [Member]) {
        self.members = members
        index()
    }

    public var count: Int { members.count }
    public var isEmpty: Bool { members.isEmpty }
    public var keys: [String] { members.map(\.key) }

    public subscript(key: String) -> JSON? {
        get { place(of: key).map { members[$0].value } }
        set {
            switch (place(of: key), newValue) {
            case (let place?, let value?): members[place].value = value
            case (let place?, nil): remove(at: place)
            case (nil, let value?): append(key, value)
            case (nil, nil): break
            }
        }
    }
}

// MARK: Finding a member

extension JSONObject {
    /// Above this many members a dictionary beats looking at each.
    private static let searchable = 16

    private func place(of key: String) -> Int? {
        if let places { return places[ExactText(key)] }
        for place in members.indices where members[place].key.isExactly(key) { return place }
        return nil
    }

    private mutating func append(_ key: String, _ value: JSON) {
        members.append((key, value))
        if places != nil {
            places?[ExactText(key)] = members.count - 1
        } else {
            index()
        }
    }

    private mutating func remove(at place: Int) {
        members.remove(at: place)
        places = nil
        index()
    }

    private mutating func index() {
        guard members.count > Self.searchable else { return }
        var places: [ExactText: Int] = [:]
        places.reserveCapacity(members.count)
        for (place, member) in members.enumerated() { places[ExactText(member.key)] = place }
        self.places = places
    }

    private static func repetition(in members: [Member]) -> String? {
        if members.count > searchable {
            var seen: Set<ExactText> = []
            seen.reserveCapacity(members.count)
            return members.first { !seen.insert(ExactText($0.key)).inserted }?.key
        }
        for (place, member) in members.enumerated().dropFirst() {
            for earlier in 0..<place where members[earlier].key.isExactly(member.key) { return member.key }
        }
        return nil
    }
}
