import HTTPCore
import Testing

struct IPAddressTests {
    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1"),
        ("255.255.255.255", "255.255.255.255"),
        ("::", "::"),
        ("::1", "::1"),
        ("2001:DB8::1", "2001:db8::1"),
        ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
        ("2001:0db8:0000:0001:0000:0000:0000:0001", "2001:db8:0:1::1"),
        ("1:0:0:2:0:0:0:3", "1:0:0:2::3"),
        ("1:2:3:4:5:6:7:0", "1:2:3:4:5:6:7:0"),
        ("fe80::", "fe80::"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("::ffff:c000:201", "192.0.2.1"),
        ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
    ])
    func `the plain spellings are read, and written in the usual way`(text: String, canonical: String) {
        #expect(IPAddress(text)?.description == canonical)
    }

    @Test(arguments: [
        "", "1", "127.1", "127.0.0", "127.0.0.1.1", "0177.0.0.1", "0x7f.0.0.1", "2130706433", "256.0.0.1", "1.2.3.", "1..2.3",
        " 127.0.0.1", "127.0.0.1 ", "+1.2.3.4", "１.2.3.4", ":", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3",
        "12345::",
        "g::", "::1%eth0", "[::1]", "::1.2.3", "1.2.3.4::", "1:2:3:4:5:6:7::8", "::ffff:192.0.2.256",
    ])
    func `every other spelling is no address`(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test(arguments: [
        ("10.0.0.0/8", ["10.0.0.0", "10.255.255.255", "::ffff:10.1.2.3"], ["9.255.255.255", "11.0.0.0", "::a00:1"]),
        ("192.0.2.7", ["192.0.2.7"], ["192.0.2.6"]),
        ("0.0.0.0/0", ["1.2.3.4"], ["::1", "2001:db8::1"]),
        ("::/0", ["1.2.3.4", "::1"], []),
        ("2001:db8::/32", ["2001:db8:ffff::1"], ["2001:db9::1"]),
        ("2001:db8::8000:0:0:0/65", ["2001:db8:0:0:8000::1"], ["2001:db8::1"]),
        ("::1/128", ["::1"], ["::2", "127.0.0.1"]),
    ])
    func `a network holds its addresses and no other`(network: String, inside: [String], outside: [String]) throws {
        let network = try #require(IPNetwork(network))
        for text in inside { #expect(network.contains(try #require(IPAddress(text))), "\(text)") }
        for text in outside { #expect(!network.contains(try #require(IPAddress(text))), "\(text)") }
    }

    @Test(arguments: [
        "10.1.2.3/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/08", "10.0.0.0/", "10.0.0.0/8/8", "/8", "::/129", "host",
    ])
    func `what is no block is refused`(text: String) {
        #expect(IPNetwork(text) == nil)
    }

    @Test(arguments: [("192.0.2.7", "192.0.2.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")])
    func `limits count a whole customer as one`(text: String, group: String) {
        #expect(IPAddress(text)?.group.description == group)
    }
}
