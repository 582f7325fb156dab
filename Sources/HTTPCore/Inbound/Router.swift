/// Finds what answers a request: method and path pattern to an endpoint of whatever kind the caller wants.
///
/// A pattern is a path whose segments are literal (`queue`), a parameter (`{id}`: exactly one segment, not empty) or, last,
/// the rest (`{path...}`: one segment or more). A literal wins over a parameter, a parameter over the rest, segment by
/// segment from the left. `HEAD` is answered by `GET` where nothing else is said.
public struct Router<Endpoint: Sendable>: Sendable {
    /// One line of the table.
    public struct Route: Sendable {
        public var method: HTTPMethod
        public var pattern: String
        public var endpoint: Endpoint
    }

    /// What a request meets.
    public enum Match: Sendable {
        case found(Endpoint, RouteParameters)
        /// The path exists, but not with this method: answer 405 with these in `Allow`.
        case wrongMethod(allowed: [HTTPMethod])
        case notFound
    }

    /// Every route in the order it was added, for those who must walk them all.
    public private(set) var routes: [Route] = []
    private var root = Node()

    public init() {}

    /// Adds a route. A pattern that is malformed, or taken for this method, is our own mistake.
    public mutating func on(_ method: HTTPMethod, _ pattern: String, _ endpoint: Endpoint) {
        let segments = Self.segments(of: pattern)
        let index = routes.count
        routes.append(Route(method: method, pattern: pattern, endpoint: endpoint))
        root.insert(segments[...], names: [], method: method, route: index, pattern: pattern)
    }

    public func match(_ method: HTTPMethod, _ path: String) -> Match {
        guard path.utf8.first == UInt8(ascii: "/") else { return .notFound }
        var search = Search(method: method)
        search.walk(root, path.dropFirst(), captured: [])
        if let (index, parameters) = search.found { return .found(routes[index].endpoint, parameters) }
        return search.allowed.isEmpty ? .notFound : .wrongMethod(allowed: search.allowedInOrder)
    }

    private static func segments(of pattern: String) -> [Segment] {
        precondition(pattern.hasPrefix("/"), "route \(pattern) must begin with /")
        let parts = pattern.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        return parts.enumerated().map { index, part in
            guard part.hasPrefix("{") else { return .literal(String(part)) }
            precondition(part.hasSuffix("}"), "segment \(part) of route \(pattern) is not closed")
            let name = part.dropFirst().dropLast()
            guard name.hasSuffix("...") else { return .parameter(String(name)) }
            precondition(index == parts.count - 1, "in route \(pattern) nothing may follow \(part)")
            return .rest(String(name.dropLast(3)))
        }
    }
}

/// What the parameters of a pattern stood for.
public struct RouteParameters: Sendable, Hashable {
    public let pairs: [String: String]

    public init(_ pairs: [String: String] = [:]) { self.pairs = pairs }

    /// The text of a parameter; asking for one that the pattern does not have is our own mistake.
    public subscript(name: String) -> String {
        guard let value = pairs[name] else { preconditionFailure("the route has no parameter \(name)") }
        return value
    }
}

private enum Segment {
    case literal(String)
    case parameter(String)
    case rest(String)
}

/// What follows after some segments.
private struct Node: Sendable {
    /// A route that ends here, with the names for what was captured on the way.
    struct End: Sendable {
        var route: Int
        var names: [String]
    }

    var literals: [String: Node] = [:]
    var parameter: Box?
    var ends: [HTTPMethod: End] = [:]
    var rests: [HTTPMethod: End] = [:]

    mutating func insert(
        _ segments: ArraySlice<Segment>, names: [String], method: HTTPMethod, route: Int, pattern: String
    ) {
        switch segments.first {
        case nil: Self.set(&ends, method, End(route: route, names: names), pattern)
        case .rest(let name): Self.set(&rests, method, End(route: route, names: names + [name]), pattern)
        case .literal(let text):
            literals[text, default: Node()]
                .insert(segments.dropFirst(), names: names, method: method, route: route, pattern: pattern)
        case .parameter(let name):
            var node = parameter?.node ?? Node()
            node.insert(segments.dropFirst(), names: names + [name], method: method, route: route, pattern: pattern)
            parameter = Box(node)
        }
    }

    private static func set(_ ends: inout [HTTPMethod: End], _ method: HTTPMethod, _ end: End, _ pattern: String) {
        precondition(ends[method] == nil, "route \(method.rawValue) \(pattern) exists twice")
        ends[method] = end
    }

    /// A node inside a node.
    final class Box: Sendable {
        let node: Node
        init(_ node: Node) { self.node = node }
    }
}

/// One walk down the tree; remembers which methods the path would have had.
private struct Search {
    let method: HTTPMethod
    var found: (Int, RouteParameters)?
    var allowed: Set<HTTPMethod> = []

    init(method: HTTPMethod) { self.method = method }

    var allowedInOrder: [HTTPMethod] { HTTPMethod.allCases.filter(allowed.contains) }

    /// - Parameter rest: the path after the slash that led here; nil once it is used up.
    mutating func walk(_ node: Node, _ rest: Substring?, captured: [Substring]) {
        guard let rest else { return end(node.ends, captured) }
        let segment = rest.prefix { $0 != "/" }
        let next = segment.endIndex == rest.endIndex ? nil : rest[rest.index(after: segment.endIndex)...]
        if let child = node.literals[String(segment)] { walk(child, next, captured: captured) }
        if found == nil, !segment.isEmpty, let child = node.parameter?.node {
            walk(child, next, captured: captured + [segment])
        }
        if found == nil, !rest.isEmpty { end(node.rests, captured + [rest]) }
    }

    private mutating func end(_ ends: [HTTPMethod: Node.End], _ captured: [Substring]) {
        if let end = ends[method] ?? (method == .head ? ends[.get] : nil) {
            found = (end.route, RouteParameters(Dictionary(zip(end.names, captured.map(String.init))) { $1 }))
        } else {
            allowed.formUnion(ends.keys)
            if ends[.get] != nil { allowed.insert(.head) }
        }
    }
}
