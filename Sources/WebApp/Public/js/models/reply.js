/** Which ways of answering there are, and what they say about who will read it. */
import { pick } from "../lib/words.js";
import { firstName, span, when } from "../lib/format.js";
import { visible } from "./plain.js";

/** mode -> { can, why, limit, files, closesAt, isClosed }; `why` says why a mode is missing. */
export function modes(conversation, now) {
  const { reply, replyPrivate, note } = conversation.abilities ?? {};
  const isPrivate = conversation.visibility === "private";
  return {
    public: isPrivate ? missing(pick("A private message is not answered in public.", "Eine private Nachricht wird nicht öffentlich beantwortet."))
      : way(reply, now, pick("This channel cannot answer here.", "Dieser Kanal kann hier nicht antworten.")),
    private: isPrivate ? way(reply, now, pick("This channel cannot answer here.", "Dieser Kanal kann hier nicht antworten."))
      : way(replyPrivate, now, pick("This channel cannot answer privately.", "Dieser Kanal kann nicht privat antworten.")),
    note: note === false ? missing("") : { can: true, why: "", limit: null, files: null, closesAt: null, isClosed: false },
  };
}

/** The mode to begin with: as the conversation is, else a note. */
export function firstMode(ways, conversation) {
  const wanted = conversation.visibility === "private" ? "private" : "public";
  return [wanted, "public", "private", "note"].find((mode) => ways[mode].can) ?? "note";
}

/** The sentence that names target and readers; the text field is described by it. */
export function sentence(mode, { target, conversation, now }) {
  const name = visible(target?.author?.name ?? conversation.author?.name ?? "");
  const first = firstName(name);
  if (mode === "note") return pick("Never leaves the house.", "Verlässt das Haus nie.");
  if (conversation.kind === "mail") return pick(`By mail to ${name}.`, `Per Mail an ${name}.`);
  if (mode === "private") return pick(`Only ${first} and the team read this.`, `Nur ${first} und das Team lesen das.`);
  if (!target) return pick(`In public to ${name}. Everyone can read it.`, `Öffentlich an ${name}. Alle können es lesen.`);
  const at = when(target.at, now);
  if (target.kind === "review") return pick(`In public, below ${first}’s review of ${at}. Everyone can read it.`,
    `Öffentlich unter der Bewertung von ${name} (${at}). Alle können es lesen.`);
  if (target.kind === "mention") return pick(`In public, in answer to ${first}’s mention of ${at}. Everyone can read it.`,
    `Öffentlich als Antwort auf die Erwähnung durch ${name} (${at}). Alle können es lesen.`);
  return pick(`In public, below ${first}’s comment of ${at}. Everyone can read it.`,
    `Öffentlich unter dem Kommentar von ${name} (${at}). Alle können es lesen.`);
}

/** What the button says: nobody presses "Send". */
export function button(mode, { isOffline = false } = {}) {
  if (isOffline && mode !== "note") return pick("Hold until connected", "Bis zur Verbindung zurückhalten");
  return { public: pick("Reply in public", "Öffentlich antworten"), private: pick("Send privately", "Privat senden"),
    note: pick("Keep note", "Notiz ablegen") }[mode];
}

/** How long the platform still takes an answer: { text, isNear, isClosed }; null without a window. */
export function windowLeft(way, now) {
  if (!way?.closesAt) return null;
  const left = Date.parse(way.closesAt) - now;
  if (left <= 0) return { isClosed: true, isNear: false, text: pick(`The platform’s window closed ${when(way.closesAt, now)}.`,
    `Das Fenster der Plattform schloss ${when(way.closesAt, now)}.`) };
  return { isClosed: false, isNear: left < 3_600_000, text: pick(`Window closes in ${span(left)}`, `Fenster schließt in ${span(left)}`) };
}

/** Puts a canned reply in place of `;name` before the caret: { text, caret } or null. */
export function expand(text, caret, replies) {
  const match = /(?:^|\s);([\w-]+)$/u.exec(text.slice(0, caret));
  const reply = match && replies.find((one) => one.name.toLowerCase() === match[1].toLowerCase());
  if (!reply) return null;
  const start = caret - match[1].length - 1;
  return { text: text.slice(0, start) + reply.text + text.slice(caret), caret: start + reply.text.length };
}

function way(terms, now, why) {
  if (!terms) return missing(why);
  const limit = terms.max ? { max: terms.max, unit: terms.unit, url: terms.url } : null;
  return { can: true, why: "", limit, files: terms.files ?? null, closesAt: terms.windowClosesAt ?? null,
    isClosed: Boolean(terms.windowClosesAt) && Date.parse(terms.windowClosesAt) <= now };
}

const missing = (why) => ({ can: false, why, limit: null, files: null, closesAt: null, isClosed: false });
