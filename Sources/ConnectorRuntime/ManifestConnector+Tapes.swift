public import ConnectorKit
public import Expressions
public import HTTPCore
public import InboxModel

// What tapes ask of the engine besides its contract.

extension ManifestConnector {
    /// How an answer is classed, and whether the manifest's own table knew it. Holds nothing back.
    public func label(of answer: HTTPAnswer) -> (label: ErrorLabel, isDeclared: Bool) {
        let verdict = Verdict(Exchange(answer, reading: nil), manifest.errors, shown(), now: now())
        return (verdict.label, verdict.isDeclared)
    }

    /// The records of a page of a stream, as `each` picks them; nil where the page cannot be read.
    public func records(in page: JSON, of stream: CompiledManifest.Stream) -> [JSON]? {
        try? records(of: stream, page, shown(["page": page]), isRecheck: false)
    }

    /// What an expression of the manifest says of a record of a page; nil where it says nothing.
    public func value(of formula: Formula, on record: JSON, page: JSON) -> JSON? {
        formula.value(record, shown(["page": page]))
    }

    /// The manifest's place among its actions that carries out an act; nil where none fits.
    public func actionIndex(for act: Act) -> Int? {
        manifest.actions.firstIndex { action in
            guard action.verb == act.verb else { return false }
            guard let item = act.item else { return action.ability.kinds.isEmpty && !action.ability.oursOnly }
            return action.ability.fits(item.kind, isOurs: item.isOurs)
        }
    }
}

extension StreamCursor {
    /// A stream that stands at a value of its `resume`.
    public init(standingAt value: JSON, in stream: CompiledManifest.Stream, since began: Timestamp) {
        var memory = StreamMemory(began: began)
        memory.at = value.orNil
        self = memory.cursor(meaning: stream.meaning)
    }

    /// What the stream would resume from; null where nothing was read yet.
    public func resumeValue(in stream: CompiledManifest.Stream) -> JSON {
        StreamMemory(self, meaning: stream.meaning)?.at ?? .null
    }

    /// Whether a newest-first run was cut off before it reached known ground.
    public func isUnfinished(in stream: CompiledManifest.Stream) -> Bool {
        StreamMemory(self, meaning: stream.meaning)?.open != nil
    }
}
