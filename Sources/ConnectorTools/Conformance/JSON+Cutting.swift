import Expressions

/// A way into a value: names and places.
struct JSONPath: Hashable {
    enum Step: Hashable {
        case name(String)
        case place(Int)
    }

    var steps: [Step] = []

    func appending(_ step: Step) -> JSONPath { JSONPath(steps: steps + [step]) }
}

extension JSON {
    /// The value at a path; nil where the path leads nowhere.
    func value(at path: JSONPath) -> JSON? {
        var value = self
        for step in path.steps {
            switch (step, value) {
            case (.name(let name), .object(let object)):
                guard let found = object[name] else { return Optional.none }
                value = found
            case (.place(let place), .array(let elements)) where elements.indices.contains(place): value = elements[place]
            default: return Optional.none
            }
        }
        return value
    }

    /// The same with another value at a path; objects that are missing on the way are made.
    func replacing(_ path: JSONPath, with new: JSON) -> JSON { replacing(path.steps[...], with: new) }

    private func replacing(_ steps: ArraySlice<JSONPath.Step>, with new: JSON) -> JSON {
        guard let step = steps.first else { return new }
        switch (step, self) {
        case (.name(let name), .object(var object)):
            object[name] = (object[name] ?? .null).replacing(steps.dropFirst(), with: new)
            return .object(object)
        case (.name(let name), .null):
            return .object(JSONObject([(name, JSON.null.replacing(steps.dropFirst(), with: new))]))
        case (.place(let place), .array(var elements)) where elements.indices.contains(place):
            elements[place] = elements[place].replacing(steps.dropFirst(), with: new)
            return .array(elements)
        default: return self
        }
    }

    /// Every value with its path, from the top down; at most `limit`.
    func walk(limit: Int = 2_000) -> [(path: JSONPath, value: JSON)] {
        var found: [(JSONPath, JSON)] = []
        var waiting: [(JSONPath, JSON)] = [(JSONPath(), self)]
        while !waiting.isEmpty, found.count < limit {
            let (path, value) = waiting.removeFirst()
            found.append((path, value))
            switch value {
            case .array(let elements):
                waiting += elements.enumerated().map { (path.appending(.place($0.offset)), $0.element) }
            case .object(let object): waiting += object.members.map { (path.appending(.name($0.key)), $0.value) }
            default: break
            }
        }
        return found
    }
}
