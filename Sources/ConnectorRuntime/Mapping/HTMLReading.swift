import HTMLTree

/// A platform's HTML, made safe: the small tree as HTML again, and as the text a person reads.
struct HTMLReading {
    let html: String
    let text: String

    init(_ source: String) {
        let nodes = HTMLMarkup.parse(source).nodes
        html = HTMLMarkup.serialise(nodes)
        text = ReadText.body(HTMLMarkup.plainText(of: nodes))
    }
}
