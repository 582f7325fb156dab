// swift-tools-version: 6.2
import PackageDescription

// Stellwerk needs a Swift toolchain and the distribution's C libraries; nothing stands under `dependencies:`, by decision.
// The order of the targets is the order of the house, from pure values up to the command line: see Sources/README.md.

let strict: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ] + (Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)])

/// A wall's C library: `Sources/<name>` holds module.modulemap and shim.h.
func library(_ name: String, pkgConfig: String, apt: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt])])
}

func target(_ name: String, _ dependencies: [String] = [], exclude: [String] = [], resources: [Resource] = []) -> Target {
    .target(
        name: name, dependencies: dependencies.map { .byName(name: $0) }, exclude: exclude, resources: resources,
        swiftSettings: strict)
}

/// The tests of one subject. Every suite may use `TestSupport`; folders under `exclude` hold files read by path.
func tests(_ name: String, _ dependencies: [String], exclude: [String] = []) -> Target {
    .testTarget(
        name: name + "Tests",
        dependencies: (dependencies + ["TestSupport"]).map { .byName(name: $0) },
        exclude: exclude,
        swiftSettings: strict)
}

let package = Package(
    name: "stellwerk",
    products: [.executable(name: "stellwerk", targets: ["stellwerk"])],
    targets: [
        library("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
        library("CMicrohttpd", pkgConfig: "libmicrohttpd", apt: "libmicrohttpd-dev"),
        library("CSQLite", pkgConfig: "sqlite3", apt: "libsqlite3-dev"),
        library("CCrypto", pkgConfig: "libcrypto", apt: "libssl-dev"),
        library("CArgon2", pkgConfig: "libargon2", apt: "libargon2-dev"),
        library("CYAML", pkgConfig: "yaml-0.1", apt: "libyaml-dev"),
        library("CPCRE2", pkgConfig: "libpcre2-8", apt: "libpcre2-dev"),
        library("CXML2", pkgConfig: "libxml-2.0", apt: "libxml2-dev"),
        library("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),
        // System calls only: nothing is linked.
        .systemLibrary(name: "CProcess"),

        // Pure: no I/O, no clock, no C.
        target("InboxModel"),
        target("TimeZones", ["InboxModel"]),
        target("ServiceLevels", ["InboxModel", "TimeZones"]),
        target("Spelling"),
        target("Expressions", ["Spelling"]),
        target("MailFormat"),
        target("Routing", ["InboxModel", "Expressions"]),
        target("ConnectorKit", ["InboxModel", "Expressions", "Spelling"]),
        target("HTTPCore"),
        target("SQLCore"),

        // Walls: one C library each, no word of the inbox.
        target("CurlHTTP", ["CCurl", "HTTPCore"]),
        target("MicroHTTP", ["CMicrohttpd", "CZlib", "HTTPCore"]),
        target("SQLiteEngine", ["CSQLite", "SQLCore"]),
        target("Cryptography", ["CCrypto", "CArgon2"]),
        target("Patterns", ["CPCRE2"]),
        target("HTMLTree", ["CXML2"]),
        target("YAMLCoding", ["CYAML", "Spelling"]),
        target("Iconv"),
        target("Processes", ["CProcess"]),

        // Middle: the inbox itself.
        target("Storage", ["InboxModel", "ServiceLevels", "Routing", "SQLCore"]),
        target("Desk", ["InboxModel", "ServiceLevels", "Routing", "Storage", "Cryptography"]),
        target(
            "ConnectorRuntime",
            ["InboxModel", "Expressions", "ConnectorKit", "HTTPCore", "Cryptography", "HTMLTree", "Patterns"]),
        target(
            "MailConnector",
            ["InboxModel", "ConnectorKit", "Expressions", "MailFormat", "CurlHTTP", "HTMLTree", "Cryptography", "Iconv"]),
        target(
            "ConnectorTools",
            [
                "InboxModel", "ConnectorKit", "ConnectorRuntime", "Expressions", "HTTPCore", "Cryptography", "YAMLCoding",
                "Spelling",
            ]),
        target(
            "Simulators", ["HTTPCore"],
            resources: ["side.html", "side.css", "side.js"].map { .embedInCode("Side/Public/\($0)") }),
        target(
            "WebApp",
            [
                "InboxModel", "ServiceLevels", "Routing", "Desk", "Storage", "SQLCore", "HTTPCore", "Cryptography",
                "Expressions",
                "HTMLTree",
            ], exclude: ["Public"]),

        // Top: the only place that knows who implements what.
        target(
            "StellwerkService",
            [
                "InboxModel", "TimeZones", "ServiceLevels", "Expressions", "Spelling", "MailFormat", "Routing", "ConnectorKit",
                "HTTPCore", "SQLCore", "CurlHTTP", "MicroHTTP", "SQLiteEngine", "Cryptography", "Patterns", "HTMLTree",
                "YAMLCoding", "Processes", "Storage", "Desk", "ConnectorRuntime", "ConnectorTools", "MailConnector", "WebApp",
            ]),
        .executableTarget(
            name: "stellwerk",
            dependencies: [
                "StellwerkService", "ConnectorTools", "Simulators", "InboxModel", "Expressions", "Spelling", "HTTPCore",
                "MicroHTTP",
                "CurlHTTP", "ConnectorKit", "ConnectorRuntime",
            ],
            resources: ["routing", "service-levels", "replies"].map { .embedInCode("Demo/Config/\($0).yaml") },
            swiftSettings: strict),

        .target(
            name: "TestSupport", dependencies: ["HTTPCore", "SQLCore", "TimeZones"], path: "Tests/TestSupport",
            swiftSettings: strict),
        tests("InboxModel", ["InboxModel"]),
        tests("TimeZones", ["TimeZones", "InboxModel"]),
        tests("ServiceLevels", ["ServiceLevels", "TimeZones", "InboxModel", "YAMLCoding"], exclude: ["Fixtures"]),
        tests("Expressions", ["Expressions", "Patterns"]),
        tests("MailFormat", ["MailFormat", "Iconv"], exclude: ["Fixtures"]),
        tests("Routing", ["Routing", "ServiceLevels", "TimeZones", "InboxModel", "YAMLCoding", "Patterns"]),
        tests("ConnectorKit", ["ConnectorKit", "YAMLCoding", "Expressions", "Patterns", "InboxModel"]),
        tests("HTTPCore", ["HTTPCore"]),
        tests("CurlHTTP", ["CurlHTTP", "HTTPCore"], exclude: ["Fixtures"]),
        tests("MicroHTTP", ["MicroHTTP", "HTTPCore"]),
        tests("StorageConformance", ["SQLiteEngine", "CSQLite", "SQLCore", "Storage", "InboxModel"]),
        tests("Cryptography", ["Cryptography"]),
        tests("Patterns", ["Patterns"]),
        tests("HTMLTree", ["HTMLTree"]),
        tests("YAMLCoding", ["YAMLCoding"]),
        tests("Processes", ["Processes"]),
        tests(
            "Desk",
            [
                "Desk", "Storage", "SQLiteEngine", "SQLCore", "Routing", "ServiceLevels", "TimeZones", "InboxModel",
                "YAMLCoding",
            ]),
        tests(
            "ConnectorRuntime",
            [
                "ConnectorRuntime", "ConnectorKit", "Expressions", "YAMLCoding", "Patterns", "Cryptography", "HTMLTree",
                "InboxModel", "HTTPCore", "CurlHTTP",
            ]),
        tests(
            "ConnectorTools",
            [
                "ConnectorTools", "ConnectorKit", "Expressions", "Patterns", "Cryptography", "HTMLTree", "InboxModel",
                "YAMLCoding", "ConnectorRuntime", "HTTPCore",
            ]),
        tests("MailConnector", ["MailConnector", "MailFormat", "CurlHTTP", "ConnectorKit", "InboxModel", "YAMLCoding"]),
        tests("Simulators", ["Simulators", "HTTPCore", "MicroHTTP", "CurlHTTP"]),
        tests(
            "WebApp",
            [
                "WebApp", "HTTPCore", "Desk", "Storage", "SQLiteEngine", "SQLCore", "Cryptography", "Expressions",
                "InboxModel",
            ]),
        tests(
            "StellwerkService",
            [
                "StellwerkService", "ConnectorKit", "ConnectorRuntime", "ConnectorTools", "Expressions", "Cryptography",
                "HTTPCore",
                "Desk",
                "Processes", "Storage", "InboxModel", "TimeZones",
            ], exclude: ["Programs"]),
    ],
    swiftLanguageModes: [.v6]
)
