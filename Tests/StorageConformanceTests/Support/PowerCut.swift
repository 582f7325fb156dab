/// Something that reached the disk, or that a caller was told.
enum DiskStep: Sendable {
    case write(BrokenDisk.File, at: Int, [UInt8])
    case truncate(BrokenDisk.File, to: Int)
    /// What was written before a sync began is safe once it has ended; the number tells syncs that overlap apart.
    case syncBegan(BrokenDisk.File, Int)
    case syncEnded(BrokenDisk.File, Int)
    /// A caller was told that this row is kept.
    case acknowledged(Int64)
}

/// Goes through recorded steps and says what may lie on the disk when the power is cut between two of them: all that was synced,
/// and of the rest any sectors in any order.
struct PowerCut {
    private static let sector = 512

    /// What survives for certain.
    private(set) var acknowledged: Set<Int64> = []
    private var safe: [BrokenDisk.File: [UInt8]]
    private var unsafe: [BrokenDisk.File: [DiskStep]] = [:]
    /// How many of the unsafe steps each running sync covers, by the sync's number.
    private var running: [BrokenDisk.File: [Int: Int]] = [:]

    /// - Parameter files: what lay on the disk when the recording began.
    init(files: [BrokenDisk.File: [UInt8]]) { safe = files }

    mutating func pass(_ step: DiskStep) {
        switch step {
        case .write(let file, _, _), .truncate(let file, _): unsafe[file, default: []].append(step)
        case .syncBegan(let file, let number): running[file, default: [:]][number] = unsafe[file, default: []].count
        case .syncEnded(let file, let number): settle(file, number)
        case .acknowledged(let row): acknowledged.insert(row)
        }
    }

    private mutating func settle(_ file: BrokenDisk.File, _ number: Int) {
        guard let covered = running[file]?.removeValue(forKey: number) else { return }  // it began before the recording
        for step in unsafe[file, default: []].prefix(covered) { Self.apply(step, to: &safe[file, default: []]) }
        unsafe[file]?.removeFirst(covered)
        running[file] = running[file]!.mapValues { max(0, $0 - covered) }
    }

    /// One of the states the file may be in now.
    func remains(of file: BrokenDisk.File, using random: inout some RandomNumberGenerator) -> [UInt8] {
        var bytes = safe[file, default: []]
        for step in unsafe[file, default: []].flatMap(Self.sectors).shuffled(using: &random) where Bool.random(using: &random) {
            Self.apply(step, to: &bytes)
        }
        return bytes
    }

    private static func sectors(_ step: DiskStep) -> [DiskStep] {
        guard case .write(let file, let offset, let bytes) = step else { return [step] }
        return stride(from: 0, to: bytes.count, by: sector).map {
            .write(file, at: offset + $0, Array(bytes[$0..<min($0 + sector, bytes.count)]))
        }
    }

    private static func apply(_ step: DiskStep, to bytes: inout [UInt8]) {
        switch step {
        case .write(_, let offset, let written):
            let missing = offset + written.count - bytes.count
            if missing > 0 { bytes.append(contentsOf: repeatElement(0, count: missing)) }
            bytes.replaceSubrange(offset..<offset + written.count, with: written)
        case .truncate(_, let size):
            if size < bytes.count { bytes.removeLast(bytes.count - size) }
        case .syncBegan, .syncEnded, .acknowledged: break
        }
    }
}

/// The same numbers in every run (SplitMix64).
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
