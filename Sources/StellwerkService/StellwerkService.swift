import ConnectorKit
import ConnectorRuntime
import Cryptography
import CurlHTTP
public import Desk
import FoundationEssentials
import HTTPCore
public import InboxModel
import MicroHTTP
import SQLCore
import SQLiteEngine
import Storage
import Synchronization
import TimeZones
public import WebApp

/// Stellwerk at work: the store, the connectors, the listener and the loops, wired together. The only place that knows who
/// implements what.
public final class StellwerkService: Sendable {
    /// What `serve` and `demo` start it with.
    public struct Setup: Sendable {
        public var folders: Folders
        /// Beats `stellwerk.yaml`.
        public var listen: ListenAddress?
        /// Lives as long as the process: nothing outlives the demo.
        public var usesThrowawayKey = false
        /// False for a command that only reads and writes the store: no connector is made, no secret is asked for.
        public var mansChannels = true
        public var environment: [String: String]
        public var now: @Sendable () -> Timestamp

        public init(folders: Folders, environment: [String: String], now: @escaping @Sendable () -> Timestamp = { .system }) {
            (self.folders, self.environment, self.now) = (folders, environment, now)
        }
    }

    public let app: WebApp
    public let desk: Desk
    public let publicURL: String
    let board = ChannelBoard()
    let journal: Journal
    let files: FileStore
    private let links: FileLinks
    let chronicle: Chronicle
    let keeper: ConfigurationKeeper
    /// The configuration in force.
    var configuration: Configuration { keeper.configuration }
    let setup: Setup
    let keyWasMade: Bool
    private let store: OpenStore
    private let makerInForce: Mutex<ChannelMaker>
    private let rosterInForce = Mutex<[(channel: Channel, settings: ChannelSettings)]>([])
    let reloads = ReloadLane()
    /// Channels that were added while it runs.
    private let additions = AsyncStream.makeStream(of: ChannelID.self)
    private let startedAt = ContinuousClock.now
    private let listening = Mutex<UInt16?>(nil)
    /// The port it listens on; nil while it does not.
    var port: UInt16? { listening.withLock { $0 } }

    /// Opens everything and checks all of it; nothing listens yet.
    /// - Throws: `ConfigurationFailure` with every mistake, `SQLFailure`, `CryptographyFailure`, each with its advice.
    public init(_ setup: Setup) async throws {
        self.setup = setup
        let configuration = try Configuration.read(setup.folders.config, zones: .system)
        keeper = ConfigurationKeeper(configuration)
        let now = setup.now
        chronicle = Chronicle(level: configuration.service.logLevel, now: now)
        let address = setup.listen ?? configuration.service.listen
        publicURL = configuration.service.publicURL ?? "http://\(address.host):\(address.port)"
        store = try await OpenStore(setup.folders.data)
        let keyPath = KeyFilePlace.path(configuration.service.keyFile, environment: setup.environment)
        keyWasMade = !setup.usesThrowawayKey && !FileManager.default.fileExists(atPath: keyPath)
        let key = try setup.usesThrowawayKey ? FileKey.throwaway() : KeyFilePlace.key(at: keyPath, for: setup.folders.data)
        // Whatever the operator allows, no platform's answer leads back to our own door.
        let policy = try OutboundPolicy(allow: configuration.service.allow, refuse: address.spellings)
        let certificates = configuration.service.certificates
        let library = ConnectorLibrary.read(setup.folders.connectors)
        let maker = ChannelMaker(
            forms: ChannelForms(library: library, environment: setup.environment),
            http: CurlClient(policy: policy, settings: CurlSettings(extraCAFile: certificates)),
            network: MailSettings(
                policy: policy, limits: MailLimits(literalBytes: FetchedFile.most * 3 / 2), extraCAFile: certificates),
            key: key, publicURL: publicURL,
            isPublic: configuration.service.publicURL != nil, chronicle: chronicle,
            budgets: Budgets(keeper: .kept(in: store.inbox), days: ZoneDatabase.system.days),
            grants: GrantShelf(store.inbox, key: key, chronicle: chronicle, now: now), now: now)
        let ids = IdentifierSource()
        journal = store.journal
        files = store.files
        links = FileLinks(
            key: key.derived(for: "file links"), publicURL: publicURL, isPublic: configuration.service.publicURL != nil,
            now: now)
        desk = Desk(store: store.inbox, book: configuration.book, ids: ids, now: now)
        makerInForce = Mutex(maker)
        let declared = try await desk.declare(
            configuration.channels.map {
                DeclaredChannel(name: $0.name, connector: $0.connector, formerName: $0.formerName, space: maker.space(of: $0))
            })
        app = try Self.webApp(desk, journal, files, links, board, keeper, chronicle, ids, publicURL: publicURL, setup)
        roster = Array(zip(declared, configuration.channels))
        guard setup.mansChannels else { return }
        do {
            try manChannels()
        } catch {
            await store.close()
            throw error
        }
    }

    /// What makes connectors, with the connectors in force.
    var maker: ChannelMaker {
        get { makerInForce.withLock { $0 } }
        set { makerInForce.withLock { $0 = newValue } }
    }

    /// The channels that Config names.
    var roster: [(channel: Channel, settings: ChannelSettings)] {
        get { rosterInForce.withLock { $0 } }
        set { rosterInForce.withLock { $0 = newValue } }
    }

    /// A channel that was added while the service runs is worked for from now on.
    func begin(_ id: ChannelID) { additions.continuation.yield(id) }

    /// Binds every channel to its connector; all mistakes at once.
    private func manChannels() throws {
        let maker = maker
        var (apps, problems) = maker.apps(configuration.apps)
        for app in apps.values { if let app = maker.active(app) { board.put(app) } }
        for (channel, settings) in roster {
            let health = HealthKeeper(channel, desk: desk, chronicle: chronicle, now: setup.now)
            do {
                board.put(try maker.active(channel, settings, apps, health: health))
            } catch let failure as ConfigurationFailure {
                problems += failure.problems
            }
        }
        guard problems.isEmpty else { throw ConfigurationFailure(problems: problems) }
    }

    // MARK: Running

    /// Listens and works until the task is cancelled; then ends what runs and closes the store.
    /// - Parameter ready: told the address once it listens.
    public func run(ready: @escaping @Sendable (String) async -> Void = { _ in }) async throws {
        let doors: (public: Listener, control: Listener)
        do {
            doors = try openDoors()
        } catch {
            // Whoever called may want to take the folder away: nothing of ours writes into it any more.
            await store.close()
            throw error
        }
        listening.withLock { $0 = doors.public.port }
        let address = setup.listen ?? configuration.service.listen
        let shown = configuration.service.publicURL ?? "http://\(address.host):\(doors.public.port ?? address.port)"
        chronicle.note(
            .started(address: shown, channels: roster.count, milliseconds: (ContinuousClock.now - startedAt).inMilliseconds))
        await withDiscardingTaskGroup { group in
            startLoops(in: &group)
            group.addTask { await ready(shown) }
            group.addTask {
                await untilCancelled()
                self.chronicle.note(.stopping)
            }
            for await id in additions.stream { group.addTask { await ChannelCrew(service: self, id: id).run() } }
        }
        await doors.public.stop(within: .seconds(5))
        await doors.control.stop(within: .seconds(1))
        await store.close()
    }

    private func openDoors() throws -> (public: Listener, control: Listener) {
        let address = setup.listen ?? configuration.service.listen
        let hooks = WebhookDoor(
            board: board, journal: journal, ids: IdentifierSource(), chronicle: chronicle, now: setup.now)
        let listener = try Listener(
            ListenerSettings(
                address: .tcp(host: address.host, port: address.port),
                connectionsPerPeer: configuration.service.trustedProxies.isEmpty && !address.isLoopback ? 64 : nil,
                trustedProxies: configuration.service.trustedProxies),
            ServiceDoor(
                hooks: hooks, site: try SiteDoor(board: board, desk: desk, connectors: setup.folders.connectors), app: app))
        let control = try Listener(
            ListenerSettings(address: .unix(path: "\(setup.folders.data)/control.sock"), threads: 1, connectionsPerPeer: nil),
            ControlDoor(app: app))
        return (listener, control)
    }

    private func startLoops(in group: inout DiscardingTaskGroup) {
        let courier = CourierLoop(
            desk: desk, board: board, journal: journal, files: files, links: links, chronicle: chronicle,
            owner: "process \(ProcessInfo.processInfo.processIdentifier)",
            now: setup.now)
        group.addTask { await courier.run() }
        group.addTask { await PromiseLoop(desk: self.desk, chronicle: self.chronicle).run() }
        group.addTask { await RetentionLoop(service: self).run() }
        group.addTask { await ReloadLoop(service: self).run() }
        for (channel, _) in roster { group.addTask { await ChannelCrew(service: self, id: channel.id).run() } }
        group.addTask { await AppKeysLoop(board: self.board, chronicle: self.chronicle).run() }
    }

    /// Whether platforms can reach us: then webhooks are registered, and streams that forbid polling beside them rest.
    var isPublic: Bool { configuration.service.publicURL != nil }
}

/// Waits until the task is cancelled.
private func untilCancelled() async {
    let (stream, _) = AsyncStream.makeStream(of: Void.self)
    for await _ in stream {}
}

extension Duration {
    var inMilliseconds: Int { Int(wholeMilliseconds) }
}

extension Timestamp {
    /// The system's wall clock. Only the top asks it.
    public static var system: Timestamp { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)) }
}
