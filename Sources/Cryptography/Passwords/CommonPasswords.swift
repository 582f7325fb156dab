/// The passwords that are tried first, and what people make of them to please a form.
///
/// A list of whole passwords would be long and still miss `Password2026!`. So the list holds the words they are made
/// of, and a password counts as common when nothing is left of it but one or two such words, a repetition, or a walk
/// along the keyboard.
enum CommonPasswords {
    static func contains(_ password: String, besides names: [String]) -> Bool {
        let letters = Array(password.lowercased())
        guard !isWalk(letters) else { return true }
        let unit = repeatedUnit(letters)
        guard unit.count > 4 else { return true }
        let own = Set(names.flatMap(words))
        return [unit, trimmed(unit)].contains { isMade(of: own, plain($0)) || isMade(of: own, $0) }
    }

    /// Whether the text is one word, or two side by side.
    private static func isMade(of own: Set<String>, _ letters: [Character]) -> Bool {
        func isKnown(_ part: ArraySlice<Character>) -> Bool {
            let word = String(part)
            return listed.contains(word) || own.contains(word)
        }
        return isKnown(letters[...])
            || letters.indices.dropFirst().contains { isKnown(letters[..<$0]) && isKnown(letters[$0...]) }
    }

    /// The shortest part that the text repeats, such as `abc` in `abcabcabca`; the text itself when it repeats nothing.
    private static func repeatedUnit(_ letters: [Character]) -> [Character] {
        let lengths = 1...max(1, letters.count / 2)
        let length = lengths.first { length in zip(letters, letters.dropFirst(length)).allSatisfy(==) }
        return Array(letters.prefix(length ?? letters.count))
    }

    /// Whether the text walks along the keyboard or the alphabet, turning or jumping at most once in four steps.
    private static func isWalk(_ letters: [Character]) -> Bool {
        let jumps = zip(letters, letters.dropFirst()).count {
            !steps.contains([$0, $1]) && !steps.contains([$1, $0]) && $0 != $1
        }
        return jumps + 1 <= letters.count / 4
    }

    /// Without the year, the number and the exclamation mark around a word.
    private static func trimmed(_ letters: [Character]) -> [Character] {
        Array(letters.drop { !$0.isLetter }.reversed().drop { !$0.isLetter }.reversed())
    }

    private static func plain(_ letters: [Character]) -> [Character] { letters.map(plain) }

    /// The letter that a digit or symbol stands in for.
    private static func plain(_ letter: Character) -> Character {
        switch letter {
        case "0": "o"
        case "1", "!", "|": "i"
        case "3", "€": "e"
        case "4", "@": "a"
        case "5", "$": "s"
        case "7": "t"
        default: letter
        }
    }

    /// The parts of a name or address that are long enough to tell something.
    private static func words(in name: String) -> [String] {
        name.lowercased().split { !$0.isLetter && !$0.isNumber }.filter { $0.count >= 3 }.map(String.init)
    }

    private static let steps: Set<[Character]> = {
        let paths = [
            "abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./", "qwertzuiopü+",
            "asdfghjklöä#", "yxcvbnm,.-",
            "azertyuiop", "qsdfghjklm", "wxcvbn", "!@#$%^&*()", "!\"§$%&/()=", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
            "1q2w3e4r5t6z7u8i9o0p",
            "1q2w3e4r5t6y7u8i9o0p", "qaywsxedcrfvtgbzhnujmikolp", "1a2b3c4d5e6f7g8h9i", "a1b2c3d4e5f6g7h8i9",
        ]
        return Set(paths.flatMap { path in zip(path, path.dropFirst()).map { [$0, $1] } })
    }()

    private static let listed = Set(
        """
        password passwort passwd passw pass passcode passphrase kennwort secret geheim geheimnis letmein letme
        lassmichrein welcome willkommen login logon signin anmeldung admin administrator administration root toor
        superuser sysadmin master meister user benutzer username guest gast test testing tester testtest demo example
        beispiel default standard changeme change aendern temp temporary temporaer initial initialpassword new
        newpassword neu neuespasswort mypassword meinpasswort thepassword password123 abc abcd abcde abcdef asdf
        asdfgh asdfghjkl qwer qwert qwerty qwertz qwertyuiop qwertzuiop zxcvbn zxcvbnm yxcvbnm azerty qazwsx qaywsx
        wsxedc iloveyou ilove loveyou loveme love lovely lover mylove ichliebedich liebe liebling schatz schatzi hasi
        maus mausi baby babygirl babyboy honey sugar sweet sweetie sweetheart darling angel engel princess prinzessin
        prince prinz queen king koenig hello hallo hi hey servus moin tschuess bye goodbye freedom freiheit peace
        frieden sunshine sunrise sunset sonne sonnenschein summer sommer winter spring fruehling frühling autumn
        herbst fall monday montag tuesday dienstag wednesday mittwoch thursday donnerstag friday freitag saturday
        samstag sunday sonntag january januar february februar march märz maerz april may mai june juni july juli
        august september october oktober november december dezember flower blume flowers rose rosen lily daisy star
        stern sterne moon mond sky himmel rainbow regenbogen butterfly schmetterling dragon drache monkey affe tiger
        lion loewe löwe bear baer bär wolf fox fuchs dog hund doggy puppy cat katze kitty kitten horse pferd pony
        eagle adler falcon falke shark hai dolphin delfin chicken rabbit hase bunny turtle spider spinne phoenix
        unicorn einhorn elephant elefant panda panther cheetah leopard football fussball fußball soccer baseball
        basketball hockey tennis golf rugby volleyball handball cricket sport sports player liverpool chelsea arsenal
        manchester united barcelona realmadrid juventus bayern bayernmuenchen dortmund borussia schalke werder hertha
        yankees lakers cowboys steelers eagles packers raiders ferrari porsche mercedes benz bmw audi volkswagen
        golfgti honda toyota ford mustang corvette camaro harley davidson yamaha suzuki ducati kawasaki batman
        superman spiderman ironman hulk avengers marvel starwars startrek skywalker vader yoda hobbit gandalf matrix
        neo trinity pokemon pikachu naruto minecraft fortnite roblox mario luigi zelda sonic tetris playstation xbox
        nintendo gamer gaming game games computer laptop internet google facebook instagram twitter youtube whatsapp
        telegram mastodon linkedin microsoft windows apple iphone android samsung nokia sony amazon ebay paypal linux
        ubuntu debian oracle cisco server database network router wifi wlan hacker hacked system office company firma
        support service team marketing social socialmedia media business buero büro work arbeit job chef boss manager
        michael michelle jessica jennifer ashley amanda nicole daniel david andrew joshua matthew anthony robert
        thomas charlie jordan jordan23 george hannah sophie sophia anna maria julia laura lisa sarah lena lea emma mia
        paul max leon lukas felix jonas tim tom peter hans klaus stefan andreas martin markus christian sebastian
        alexander alexandra benjamin dennis patrick marcel kevin justin hunter ranger killer shadow ghost ninja
        samurai warrior soldier pirate wizard magic magie buster pepper ginger cookie cookies banana banane orange
        cherry kirsche strawberry erdbeere chocolate schokolade coffee kaffee cheese kaese käse pizza whiskey bier
        beer vodka money geld cash dollar bitcoin gold silver silber diamond platinum purple blue blau red rot green
        gruen grün yellow black schwarz white weiss weiß pink trustno trust nothing nichts whatever something anything
        everything forever fuckyou fuckoff fuck shit asshole arschloch scheisse scheiße bitch sexy sex hotstuff hot
        jesus jesuschrist christ god gott church heaven faith believe blessed bless family familie mother mutter mama
        mami mommy father vater papa daddy sister schwester brother bruder friend friends freund freunde freundin
        germany deutschland berlin hamburg muenchen münchen koeln köln frankfurt stuttgart austria oesterreich
        österreich wien vienna zurich switzerland schweiz america england london paris newyork texas california canada
        australia dallas chicago boston access zugang security sicherheit secure sicher safe protect open sesame
        opensesame correct battery staple correcthorsebatterystaple music musik guitar gitarre piano rock metal
        metallica nirvana slipknot eminem blink rammstein beatles elvis dance disco party holiday urlaub vacation
        beach strand ocean ozean water wasser fire feuer earth erde wind storm sturm thunder donner lightning blitz
        lucky glueck glück happy gluecklich glücklich smile laecheln lächeln birthday geburtstag christmas weihnachten
        easter ostern halloween school schule university student teacher lehrer doctor doktor police polizei captain
        kapitaen kapitän maverick rocket rakete stellwerk inbox queue channel agent connector
        """.split(whereSeparator: \.isWhitespace).map(String.init))
}
