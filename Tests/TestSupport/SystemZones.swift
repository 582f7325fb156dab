import FoundationEssentials
public import TimeZones

extension ZoneDatabase {
    /// The system's zones, read with Foundation: the package tzdata must be there.
    public static let system = ZoneDatabase { name in
        guard let data = FileManager.default.contents(atPath: "/usr/share/zoneinfo/\(name)") else { return nil }
        return Array(data)
    }
}
