public import SQLCore

/// An open transaction in the inbox's own words. Valid only inside the body it was made in; each aggregate adds its
/// questions and changes in a file of its own under `Rows/` and `ReadModels/`.
public struct InboxTransaction {
    let sql: any SQLSession

    public init(_ sql: any SQLSession) { self.sql = sql }
}
