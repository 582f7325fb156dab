import ConnectorKit
import ConnectorRuntime
import Expressions
import HTTPCore
import InboxModel

extension Prover {
    /// A run reads no more pages than a hundred; more calls than this are no run but a storm.
    private static let calls = 1_100

    /// The same records in one page and in pages of one give the same items.
    func paging() async -> Verdict {
        var (proofs, failures, reason) = (0, [String](), "no stream is polled")
        for playback in polls where playback.tape.given.known.isEmpty {
            do throws(CutStream.Uncut) {
                let cut = try CutStream(playback, manifest)
                let count = cut.pages.count
                let platform = try cut.platform { $0 + 1 < count ? $0 + 1 : nil }
                let (items, failure) = await read(cut, platform)
                let wanted = Set(wanted(cut))
                if items == wanted {
                    proofs += 1
                } else {
                    let words = failure.map { " (\($0))" } ?? ""
                    failures.append(
                        "\(playback.tape.name): \(wanted.count) items in one page, \(items.count) in pages of one\(words)")
                }
            } catch {
                reason = error.reason
            }
        }
        return Self.verdict(proofs, failures, otherwise: reason)
    }

    /// A next page that is the same again, or leads back by another, ends the run.
    func loops() async -> Verdict {
        var (proofs, failures, reason) = (0, [String](), "no stream is polled")
        for playback in polls where playback.tape.given.known.isEmpty {
            do throws(CutStream.Uncut) {
                let cut = try CutStream(playback, manifest)
                guard cut.stream.pages != nil else {
                    throw CutStream.Uncut(reason: "a log is walked by its cursor, which must move")
                }
                let ways: [(String, @Sendable (Int) -> Int?)] = [("A→A", { _ in 0 }), ("A→B→A", { $0 == 0 ? 1 : 0 })]
                for (name, way) in ways {
                    let platform = try cut.platform(way)
                    let (_, failure) = await read(cut, platform)
                    if platform.calls > Self.calls {
                        failures.append("\(playback.tape.name): \(name) was asked \(platform.calls) times")
                    } else if case .number = cut.stream.pages {
                        proofs += 1
                    } else if failure == nil {
                        failures.append("\(playback.tape.name): \(name) ended without a word")
                    } else {
                        proofs += 1
                    }
                }
            } catch {
                reason = error.reason
            }
        }
        return Self.verdict(proofs, failures, otherwise: reason)
    }

    /// What the page means when it is read as a whole.
    private func wanted(_ cut: CutStream) -> [String] {
        let connector = Stage(cut.tape, manifest, MadePlatform { _, _ throws(HTTPFailure) in HTTPAnswer(status: 500) })
            .connector
        return cut.pages.flatMap { page in
            connector.interpret(
                RawDelivery(
                    origin: .poll, stream: StreamName(cut.stream.name), headers: ["content-type": "application/json"],
                    body: page.encoded(), receivedAt: cut.tape.given.now)
            ).arrivals.map(\.identity)
        }
    }

    /// Reads the cut stream to its end; a channel that has to wait for its rate is called again in time.
    private func read(_ cut: CutStream, _ platform: MadePlatform) async -> (items: Set<String>, failure: String?) {
        var tape = cut.tape
        if !cut.stream.isOldestFirst { tape.given.cursor = nil }
        let stage = Stage(tape, manifest, platform)
        let intake = stage.intake()
        var failure: String?
        for _ in 0..<200 {
            do throws(ConnectorFailure) {
                try await stage.connector.poll(stage.stream, intake: intake)
                failure = nil
                break
            } catch {
                failure = error.message
                guard error.label == .rateLimited, platform.calls < Self.calls else { break }
                stage.time.advance(by: (error.retryAfter ?? .seconds(60)) + .seconds(1))
            }
        }
        return (Set(intake.arrivals.map(\.identity)), failure)
    }
}
