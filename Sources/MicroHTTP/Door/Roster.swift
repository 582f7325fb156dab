import CMicrohttpd
import Glibc
import HTTPCore
import Synchronization

/// The open connections. A descriptor is shut down only under this lock and only while it is listed, and libmicrohttpd says
/// that a connection closes before it closes the descriptor: so no number is ever hit that has a new owner.
final class Roster: Sendable {
    /// Linux's POLLRDHUP, which the Glibc module hides: the peer closed its sending half, or all.
    private static let peerHasLeft: Int16 = 0x2000

    private struct State {
        var wires: [Int32: Wire] = [:]
        var perPeer: [String: Int] = [:]

        mutating func remove(_ wire: Wire) {
            guard wires[wire.socket] === wire else { return }
            wires[wire.socket] = nil
            let left = perPeer[wire.peer.group, default: 1] - 1
            perPeer[wire.peer.group] = left > 0 ? left : nil
        }
    }

    private let state = Mutex(State())

    var count: Int { state.withLock { $0.wires.count } }

    /// Whether a connection is with libmicrohttpd; one that is still on its way there is closed by its stop.
    var isServing: Bool { state.withLock { $0.wires.values.contains { $0.phase != .arriving } } }

    /// Lists a connection that was just accepted, unless there are too many.
    /// - Parameter perPeer: nil where the peer is a proxy, or no limit is set.
    func enter(_ wire: Wire, limit: Int, perPeer: Int?) -> Bool {
        state.withLock { state in
            // The number was given out again, so its former owner is gone without a word.
            if let stale = state.wires[wire.socket] { state.remove(stale) }
            guard state.wires.count < limit else { return false }
            let ofPeer = state.perPeer[wire.peer.group, default: 0]
            if let perPeer, ofPeer >= perPeer { return false }
            state.perPeer[wire.peer.group] = ofPeer + 1
            state.wires[wire.socket] = wire
            return true
        }
    }

    func wire(of socket: Int32) -> Wire? { state.withLock { $0.wires[socket] } }

    /// - Returns: whether it was the last one.
    @discardableResult
    func leave(_ wire: Wire) -> Bool {
        state.withLock { state in
            state.remove(wire)
            return state.wires.isEmpty
        }
    }

    /// Cuts one connection, if it is still there.
    func cut(_ wire: Wire) {
        state.withLock { if $0.wires[wire.socket] === wire { shutdown(wire.socket, Int32(SHUT_RDWR)) } }
    }

    /// Tells one connection that no further request is wanted; what is being sent still arrives.
    func close(_ wire: Wire) {
        state.withLock { if $0.wires[wire.socket] === wire { shutdown(wire.socket, Int32(SHUT_RD)) } }
    }

    /// Closes every connection that waits for its next request.
    func closeIdle() {
        state.withLock { state in
            for wire in state.wires.values where wire.phase == .idle { shutdown(wire.socket, Int32(SHUT_RD)) }
        }
    }

    /// Ends what is under way on every connection, as far as the listener's stop asks for it.
    func end(_ stop: Service.Stop) {
        // Outside the lock: ending wakes others, who may want it.
        for wire in state.withLock({ Array($0.wires.values) }) { wire.end(stop) }
    }

    func cutAll() {
        state.withLock { state in
            for wire in state.wires.values where wire.phase != .arriving { shutdown(wire.socket, Int32(SHUT_RDWR)) }
        }
    }

    /// Ends the connections whose deadline has passed, and those whose peer has left without libmicrohttpd noticing: it sees
    /// nothing of a suspended connection, and an end that comes in one piece with a request escapes it for good.
    func sweep(_ now: Moment) {
        let (due, left) = state.withLock { state in
            let open = state.wires.values.filter { $0.phase != .arriving }
            return (open.filter { $0.deadline <= now }, Self.deserted(open))
        }
        // Outside the lock: giving up wakes others, who may want it.
        for wire in due where wire.giveUp() { cut(wire) }
        for wire in left { wire.phase == .streaming && wire.giveUp() ? cut(wire) : close(wire) }
    }

    /// Whose peer says nothing more: a stream is not wanted any more, and a request will not become whole. Who waits for an
    /// answer may have closed its half.
    private static func deserted(_ wires: [Wire]) -> [Wire] {
        let wires = wires.filter { $0.phase != .answering }
        var watched = wires.map { pollfd(fd: $0.socket, events: peerHasLeft, revents: 0) }
        guard !watched.isEmpty, poll(&watched, nfds_t(watched.count), 0) > 0 else { return [] }
        return zip(wires, watched).filter { wire, event in
            event.revents != 0 && (wire.phase == .streaming || hasReadAll(wire.socket))
        }.map(\.0)
    }

    private static func hasReadAll(_ socket: Int32) -> Bool {
        var byte: UInt8 = 0
        return recv(socket, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT)) <= 0
    }
}
