/// How mail programs introduce the mail they carry along, in the languages we meet.
enum QuoteWords {
    /// Between dashes: `-----Original Message-----`.
    static let originals = [
        "original message", "ursprüngliche nachricht", "originalnachricht", "message d'origine", "message d’origine",
        "mensaje original", "messaggio originale", "oorspronkelijk bericht", "mensagem original", "wiadomość oryginalna",
        "weitergeleitete nachricht", "forwarded message", "ursprungligt meddelande", "oprindelig meddelelse",
    ]

    /// The first line of Outlook's header block.
    static let from = ["From:", "Von:", "De:", "Da:", "Van:", "Från:", "Fra:", "Od:", "*From:*", "*Von:*"]

    /// Its further lines.
    static let fields = [
        "Sent:", "Date:", "To:", "Cc:", "Subject:", "Gesendet:", "Datum:", "An:", "Betreff:", "Envoyé", "À", "Objet", "Enviado",
        "Para:", "Asunto:", "Inviato:", "A:", "Oggetto:", "Verzonden:", "Aan:", "Onderwerp:", "Skickat:", "Till:", "Ämne:",
        "Sendt:", "Til:", "Emne:", "Wysłano:", "Do:", "Temat:", "*Sent:*", "*To:*", "*Subject:*", "*Gesendet:*", "*An:*",
        "*Betreff:*",
    ]

    /// How the sentence begins that says who wrote when.
    static let openings = ["On ", "Am ", "Le ", "El ", "Il ", "Op ", "Em ", "Den ", "W dniu ", "Dnia ", "Mon", "2"]

    /// What it says they did.
    static let verbs: Set = [
        "wrote", "schrieb", "écrit", "escribió", "scritto", "schreef", "escreveu", "skrev", "napisał", "napisała", "pisze",
    ]
}
