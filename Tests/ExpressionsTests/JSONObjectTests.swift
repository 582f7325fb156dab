import Expressions
import Testing

struct JSONObjectTests {
    @Test(arguments: [3, 16, 17, 400]) func `members are found, replaced and removed at any size`(size: Int) {
        var object = JSONObject((0..<size).map { ("k\($0)", JSON.integer(Int64($0))) })
        #expect(object.count == size)
        object["k1"] = "one"
        object["k0"] = nil
        object["new"] = true
        #expect(object.keys == ["k1"] + (2..<size).map { "k\($0)" } + ["new"])
        #expect(object["k1"] == "one")
        #expect(object["k0"] == nil)
        #expect(object["k\(size - 1)"] == .integer(Int64(size - 1)))
    }

    @Test func `the order of members does not count for equality`() {
        let one: JSON = ["a": 1, "b": [1.0, "x"]]
        let other: JSON = ["b": [1, "x"], "a": .number(1)]
        #expect(one == other)
        #expect(one.hashValue == other.hashValue)
        #expect(one != ["a": 1, "c": [1, "x"]])
        #expect(Set([one, other, JSON.null]).count == 2)
    }
}
