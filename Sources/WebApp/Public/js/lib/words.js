/** The language of the page, and the exact words for states. English stands beside German, so that both are read in one place. */
export const language = () => document.documentElement.lang === "de" ? "de" : "en";
export const pick = (en, de) => language() === "de" ? de : en;

/** A table of { key: [en, de, …signs] } as a function: the word in the page's language, or the key itself where none is known. */
const table = (words) => {
  const lookup = (key) => words[key] ? pick(words[key][0], words[key][1]) : String(key ?? "");
  lookup.sign = (key) => words[key]?.[2];
  lookup.aspect = (key) => words[key]?.[3];
  lookup.keys = Object.keys(words);
  return lookup;
};

/** What a conversation or a message is. */
export const kind = table({
  comment: ["Comment", "Kommentar", "k-comment"],
  mention: ["Mention", "Erwähnung", "k-mention"],
  message: ["Private message", "Private Nachricht", "k-dm"],
  group: ["Group message", "Gruppennachricht", "k-comment"],
  review: ["Review", "Bewertung", "k-review"],
  post: ["Post", "Beitrag", "k-post"],
  mail: ["Mail", "Mail", "k-mail"],
  note: ["Note", "Notiz", "k-note"],
});

/** The word for a kind: a message that others read too is no private one. */
export const kindOf = ({ kind, visibility }) => kind === "message" && visibility === "public" ? "group" : kind;

/** Where a conversation stands. */
export const status = table({
  open: ["open", "offen", "a-due", "plain"],
  waiting: ["waiting", "wartend", "a-shunt", "shunt"],
  on_hold: ["on hold", "angehalten", "a-held", "shunt"],
  resolved: ["resolved", "erledigt", "check", "clear"],
  spam: ["spam", "Spam", "ignore", "shunt"],
  snoozed: ["snoozed", "zurückgestellt", "snooze", "shunt"],
});

export const spamReason = table({
  spam: ["Spam", "Spam"],
  irrelevant: ["Irrelevant", "Irrelevant"],
  abuse: ["Abuse", "Missbrauch"],
});

export const priority = table({
  low: ["Low", "Niedrig"],
  normal: ["Normal", "Normal"],
  high: ["High", "Hoch"],
  urgent: ["Urgent", "Dringend"],
});

export const goal = table({
  support: ["Support", "Support"],
  product: ["Product", "Produkt"],
  acquisition: ["Acquisition", "Akquise"],
  content: ["Content", "Inhalt"],
  engagement: ["Engagement", "Pflege"],
});

/** What a clock says; the amount follows. */
export const due = table({
  running: ["due in", "fällig in", "a-due", "plain"],
  soon: ["due in", "fällig in", "a-soon", "caution"],
  late: ["late by", "verspätet um", "a-late", "stop"],
  paused: ["paused", "pausiert", "a-shunt", "shunt"],
  met: ["met", "eingehalten", "a-clear", "clear"],
  metLate: ["met late, by", "verspätet eingehalten, um", "a-late", "stop"],
  cancelled: ["lifted", "entfallen", "a-none", "none"],
  none: ["no promise", "keine Zusage", "a-none", "none"],
});

export const metric = table({
  first_response: ["First answer", "Erste Antwort"],
  next_response: ["Next answer", "Nächste Antwort"],
  acknowledgement: ["Notice taken", "Zur Kenntnis"],
  resolution: ["Resolved", "Erledigung"],
});

/** Where an act toward a platform stands. Only `sent` and what follows it is green: the platform said so. */
export const outbox = table({
  waiting: ["held here", "hier zurückgehalten", "offline", "shunt"],
  handing: ["handed over", "wird übergeben", "a-queued", "plain"],
  awaiting_approval: ["waits for approval", "wartet auf Freigabe", "a-soon", "caution"],
  held: ["held", "zurückgehalten", "a-held", "shunt"],
  scheduled: ["scheduled for", "geplant für", "calendar", "shunt"],
  queued: ["queued", "eingereiht", "a-queued", "plain"],
  sending: ["sending", "wird gesendet", "a-sending", "route"],
  sent: ["sent", "gesendet", "a-clear", "clear"],
  delivered: ["delivered", "zugestellt", "a-clear", "clear"],
  read: ["read", "gelesen", "a-clear", "clear"],
  pending: ["accepted, not visible yet", "angenommen, noch nicht sichtbar", "a-soon", "caution"],
  failed: ["failed", "fehlgeschlagen", "a-late", "stop"],
  bounced: ["came back", "kam zurück", "a-late", "stop"],
  unknown: ["unknown", "ungewiss", "a-dark", "dark"],
  cancelled: ["taken back", "zurückgeholt", "undo", "shunt"],
});

export const channelState = table({
  running: ["running", "läuft", "a-clear", "clear"],
  slowed: ["slowed", "gebremst", "a-soon", "caution"],
  network_fault: ["network fault", "Netzfehler", "a-soon", "caution"],
  sign_in_needed: ["sign-in needed", "Anmeldung nötig", "a-late", "stop"],
  misconfigured: ["settings are wrong", "falsch eingestellt", "a-late", "stop"],
  paused: ["paused", "angehalten", "a-shunt", "shunt"],
  unknown: ["unknown", "ungewiss", "a-dark", "dark"],
});

/** What one can do to a message besides answering it; the third is what it is called while it is on its way. */
export const act = table({
  like: ["Like", "Gefällt mir", "like"],
  unlike: ["Take the like back", "Gefällt mir zurücknehmen", "like"],
  hide: ["Hide", "Verbergen", "hide"],
  unhide: ["Show again", "Wieder zeigen", "eye"],
  approve: ["Approve", "Freischalten", "check"],
  delete: ["Delete …", "Löschen …", "x"],
});

/** What a channel can do, in the words of its page. */
export const ability = table({
  reply: ["answer", "antworten"],
  reply_private: ["answer a public item privately", "auf Öffentliches privat antworten"],
  publish: ["publish", "veröffentlichen"],
  share: ["share", "teilen"],
  edit: ["edit own answers", "eigene Antworten ändern"],
  delete: ["delete", "löschen"],
  like: ["like", "gefällt mir"],
  unlike: ["take a like back", "gefällt mir zurücknehmen"],
  hide: ["hide", "verbergen"],
  unhide: ["show what was hidden", "Verborgenes wieder zeigen"],
  approve: ["approve what waits for moderation", "freischalten, was auf Moderation wartet"],
  block: ["block an author", "einen Autor sperren"],
  unblock: ["unblock an author", "einen Autor entsperren"],
  read: ["mark as read", "als gelesen melden"],
  typing: ["show that we type", "zeigen, dass wir schreiben"],
});

export const role = table({
  viewer: ["Viewer", "Mitlesend"],
  agent: ["Agent", "Bearbeitung"],
  approver: ["Approver", "Freigabe"],
  manager: ["Manager", "Leitung"],
  operator: ["Operator", "Betrieb"],
  admin: ["Administrator", "Verwaltung"],
});

/** Swaps every text of the page's own markup that carries its German form beside its English one. */
export function translate(root = document) {
  if (language() !== "de") return;
  for (const element of root.querySelectorAll("[data-de]")) element.textContent = element.dataset.de;
  for (const element of root.querySelectorAll("[data-de-label]")) element.setAttribute("aria-label", element.dataset.deLabel);
  for (const template of root.querySelectorAll("template")) translate(template.content);
}
