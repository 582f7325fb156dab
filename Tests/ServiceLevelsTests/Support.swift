import InboxModel
import ServiceLevels
import TestSupport
import TimeZones
import YAMLCoding

func moment(_ text: String) -> Timestamp { Timestamp(rfc3339: text)! }

/// A calendar from the YAML an operator writes.
func calendar(_ yaml: String) throws -> BusinessCalendar {
    try decode(BusinessCalendar.self, yaml)
}

func decode<T: Decodable>(_ type: T.Type, _ yaml: String) throws -> T {
    var decoder = YAMLDecoder()
    decoder.userInfo[.zones] = ZoneDatabase.system
    return try decoder.decode(type, from: yaml, file: "test.yaml")
}

/// Repeatable random numbers: a failing run can be run again.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Calendars with everything that can go wrong, by name.
let oddCalendars: [(name: String, yaml: String)] = [
    (
        "office",
        #"{zone: Europe/Berlin, week: {mon: [["09:00","17:00"]], wed: [["08:00","12:00"],["13:00","18:00"]]}, holidays: ["2026-03-30"]}"#
    ),
    (
        "night",
        #"{zone: America/New_York, week: {fri: [["22:00","06:00"]], sat: [["20:00","04:00"]]}, holidays: ["2026-10-31"]}"#
    ),
    (
        "by shift",
        #"{zone: Europe/Berlin, week: {sat: [["22:00","06:00"]], sun: [["00:00","24:00"]]}, holidays: ["2026-10-24"], holiday_rule: shift-start}"#
    ),
    (
        "two shifts",
        #"{zone: Australia/Lord_Howe, week: {sat: [["06:00","14:00"],["13:30","22:00"]], sun: [["00:30","03:00"]]}}"#
    ),
    (
        "midnight",
        #"{zone: Africa/Cairo, week: {thu: [["20:00","24:00"]], fri: [["00:00","02:00"]]}, special: {"2026-04-24": [["00:30","05:00"],["23:00","01:00"]]}}"#
    ),
    (
        "back over midnight",
        #"{zone: America/St_Johns, week: {sat: [["12:00","24:00"]], sun: [["00:00","12:00"]]}, holidays: ["2010-11-06"]}"#
    ),
    ("gap", #"{zone: Europe/Berlin, week: {sun: [["02:15","02:45"]], mon: [["02:15","02:45"]]}}"#),
    (
        "skipped date",
        #"{zone: Pacific/Apia, week: {thu: [["20:00","24:00"]], fri: [["00:00","24:00"]], sat: [["00:00","04:00"]]}}"#
    ),
    ("always", "{zone: UTC, always: true}"),
]
