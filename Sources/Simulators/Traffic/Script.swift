/// Something a customer would write.
struct Line: Sendable, Hashable {
    /// Where it is written.
    enum Place: String, Sendable {
        /// Below the blog's German or English post.
        case post1 = "1"
        case post2 = "2"
        /// For everyone, and for our eyes only.
        case mention, direct
        case chat, group
    }

    var place: Place
    var language: String
    /// `#` stands for an order number.
    var text: String
    /// What the writer makes of it a little later.
    var correction: String?

    init(_ place: Place, _ language: String, _ text: String, correction: String? = nil) {
        (self.place, self.language, self.text, self.correction) = (place, language, text, correction)
    }

    var platform: Platform {
        switch place {
        case .post1, .post2: .wordpress
        case .mention, .direct: .mastodon
        case .chat, .group: .telegram
        }
    }
}

/// The people of the town and what they say. All of them are invented.
enum Script {
    static let people = [
        Person(name: "Mira Öz", handle: "mira", language: "de"), Person(name: "Ole Brandt", handle: "ole", language: "de"),
        Person(name: "Jana Petersen", handle: "jana_p", language: "de"),
        Person(name: "Tobias Kern", handle: "tkern", language: "de"),
        Person(name: "Leyla Aydın", handle: "leyla", language: "de"),
        Person(name: "Henrik Voss", handle: "henrik", language: "de"),
        Person(name: "Svenja Albers", handle: "svenja", language: "de"),
        Person(name: "Matthias Rühl", handle: "ruehl", language: "de"),
        Person(name: "Ana López", handle: "analopez", language: "en"),
        Person(name: "Ben Carter", handle: "bencarter", language: "en"),
        Person(name: "Priya Nair", handle: "priya", language: "en"),
        Person(name: "Sam Whitfield", handle: "samwhit", language: "en"),
        Person(name: "Chloe Martin", handle: "chloe", language: "en"),
        Person(name: "Tom Ashdown", handle: "tomash", language: "en"),
        Person(name: "Nadia Farouk", handle: "nadia", language: "en"),
        Person(name: "Erik Lund", handle: "erik", language: "en"),
    ]

    /// What lies in the queue when one comes in: every channel, both languages, from a thank-you to a fire.
    static let opening = [
        Line(
            .post1, "de", "Gibt es die Handmühle auch mit Edelstahlmahlwerk? Und was kostet der Umbau bei meiner alten Nr. 1?"),
        Line(
            .mention, "de", "die Kurbel meiner Mühle ist nach drei Wochen kaputt. Bin ehrlich enttäuscht, das war ein Geschenk."
        ),
        Line(.chat, "de", "Moin! Meine Bestellung # steht seit Montag auf „wird gepackt“. Kommt die noch vor dem Wochenende?"),
        Line(.post2, "en", "My kettle arrived broken, the lid does not close. Order #. How do I get a replacement?"),
        Line(.direct, "de", "ich möchte meine Rechnungsadresse nicht öffentlich schreiben: wie kündige ich das Filter-Abo?"),
        Line(.chat, "en", "Hi, I was charged twice for order #. Could you refund one of them, please?"),
        Line(
            .post2, "en",
            "Best thing I read all week. Ordered the spare spout for my kettle, took two minutes to swap. Thank you!"),
        Line(.mention, "en", "does the Handmill no. 2 fit into hand luggage? Flying on Friday with nothing else that matters."),
        Line(.group, "de", "weiß jemand, ob der Mahlgrad 14 für French Press taugt?"),
        Line(
            .post1, "de",
            "Fünf Sterne von mir. Leise, ordentlich verarbeitet, und der Kundendienst hat sofort geantwortet. ★★★★★"),
        Line(.chat, "de", "Der Schalter am Wasserkocher funktioniert nicht mehr, er springt sofort wieder raus."),
        Line(
            .mention, "de", "seit dem Umbau ist euer Laden in der Hafenstrase ohne Rampe?",
            correction: "seit dem Umbau ist euer Laden in der Hafenstraße ohne Rampe? Mit Rollstuhl komme ich nicht mehr rein."),
    ]

    /// What goes on being written.
    static let lines = german + english

    private static let german = [
        Line(.post1, "de", "Wann sind die blauen Griffe wieder da? Bestellung # wartet nur noch darauf."),
        Line(.post1, "de", "Zwei Sterne. Mahlt gut, aber die Schublade klemmt seit dem ersten Tag. ★★"),
        Line(.post1, "de", "Kann man das Mahlwerk in die Spülmaschine tun?"),
        Line(
            .post1, "de", "Die Anleitung fehlt in meinem Packet.",
            correction: "Die Anleitung fehlt in meinem Paket, Bestellung #."),
        Line(.post1, "de", "Danke für den ehrlichen Beitrag, so etwas liest man selten."),
        Line(.mention, "de", "gibt es die Laterne auch mit USB-C, oder soll ich mir das wünschen? Wäre schön wenn."),
        Line(.mention, "de", "drei Mails, keine Antwort. Langsam wird es eine Frechheit. Bestellung #."),
        Line(.mention, "de", "Daumen hoch für die Reparaturwerkstatt, mein Kocher lebt wieder."),
        Line(.mention, "de", "liefert ihr auch auf die Halligen?"),
        Line(.direct, "de", "meine neue Adresse wäre Deichweg 4. Könnt ihr Bestellung # noch umleiten?"),
        Line(.direct, "de", "mir wurde zweimal abgebucht, ich hätte gern die Erstattung für #."),
        Line(.chat, "de", "Hallo, ist der Laden am Samstag offen?"),
        Line(.chat, "de", "Die Mühle # ist kaputt angekommen, der Deckel hat einen Sprung. Was nun?"),
        Line(.chat, "de", "Hat sich erledigt, sie war beim Nachbarn. Danke!"),
        Line(.chat, "de", "Welcher Filter passt zur Kanne von 2019?"),
        Line(.group, "de", "wie entkalkt ihr euren Kocher? Mit Essig riecht bei mir die ganze Küche."),
        Line(.group, "de", "gibt es ein Angebot für zwei Mühlen auf einmal?"),
    ]

    private static let english = [
        Line(.post2, "en", "Is there a video of the lid repair? I would rather not break it a second time."),
        Line(.post2, "en", "Three stars: lovely kettle, but the cord is short for a British kitchen. ★★★"),
        Line(.post2, "en", "How much is the ceramic spout?"),
        Line(.post2, "en", "Never again. Order # was late and then half of it was missing."),
        Line(.post2, "en", "A feature request: please add a Celsius mark on the dial."),
        Line(.mention, "en", "my lantern is not working after the update of the dimmer. Order #. Any idea?"),
        Line(.mention, "en", "whoever packs your parcels deserves a raise. Not one crumb of plastic."),
        Line(
            .mention, "en", "do you ship too Ireland?", correction: "do you ship to Ireland? And are there customs on order #?"),
        Line(.mention, "en", "the workshop fixed my mill in ten minutes and would not take a cent. Thanks!"),
        Line(.direct, "en", "I want to cancel my filter subscription, the address is the same as for #."),
        Line(.chat, "en", "Hello! Where is my parcel? Order #."),
        Line(.chat, "en", "The handle broke off on day two. I am quite disappointed."),
        Line(.chat, "en", "Do you have a quote for twelve mills, for a small café?"),
        Line(.chat, "en", "Which grind for a Moka pot?"),
        Line(.chat, "en", "Great, that worked. Thank you so much!"),
        Line(.group, "en", "is anyone else's lantern humming at the lowest level?"),
    ]

    /// What somebody says to an answer.
    static func thanks(_ language: String) -> [String] {
        language == "de"
            ? ["Danke, das hilft mir weiter!", "Super, vielen Dank.", "Und wie lange dauert das ungefähr?", "Perfekt 👍"]
            : ["Thanks, that helps!", "Great, thank you.", "And how long will that take, roughly?", "Perfect 👍"]
    }
}
