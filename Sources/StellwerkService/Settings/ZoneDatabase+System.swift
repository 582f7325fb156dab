import FoundationEssentials
import TimeZones

extension ZoneDatabase {
    /// The system's zones (package tzdata): Foundation's own are missing in a static build and follow the toolchain, not the law.
    static let system = ZoneDatabase { name in
        FileManager.default.contents(atPath: "/usr/share/zoneinfo/\(name)").map { Array($0) }
    }
}
