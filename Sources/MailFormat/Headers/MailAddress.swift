/// One mailbox of an address field.
public struct MailAddress: Sendable, Hashable {
    /// The display name, decoded; empty where none stands.
    public var name: String
    /// `local@domain` as written.
    public var address: String
    /// A comment beside the address: `ana@customer.example (Ana Lopez)`, the obsolete way to write a name.
    public var comment: String?

    public init(name: String = "", address: String, comment: String? = nil) {
        (self.name, self.address, self.comment) = (name, address, comment)
    }

    /// The address for comparison: letters in lower case. The local part is so by habit, not by RFC.
    public var key: String { address.lowercased() }

    /// The name to show: display name, else comment; nil where there is neither.
    public var displayName: String? {
        name.isEmpty ? comment : name
    }

    /// The part after the last `@`, in lower case; nil where there is none.
    public var domain: String? {
        guard let at = address.lastIndex(of: "@") else { return nil }
        return address[address.index(after: at)...].lowercased()
    }
}
