/** What became of an act toward a platform: its state in words, what more there is to say, and what a person may do now. */
import { outbox, pick } from "../lib/words.js";
import { span, time, when } from "../lib/format.js";
import { fuse, isScheduled } from "./fuse.js";

/** { state, word, sign, aspect, amount, facts, advice, acts }; acts: takeBack, retry, isThere, again, copy, discard. */
export function told(entry, now) {
  const state = isScheduled(entry) ? "scheduled" : entry.state;
  return { state, word: outbox(state), sign: outbox.sign(state), aspect: outbox.aspect(state),
    amount: amount(entry, state, now), facts: facts(entry, state, now), advice: advice(entry, state, now), acts: acts[state] ?? [] };
}

/** Whether the platform confirmed it. */
export const isSent = (entry) => ["sent", "delivered", "read"].includes(entry.state);

/** Whether nothing more will happen by itself. */
export const isSettled = (entry) => isSent(entry) || ["failed", "bounced", "unknown", "cancelled"].includes(entry.state);

const acts = {
  waiting: ["takeBack"], held: ["takeBack"], scheduled: ["takeBack"], queued: ["takeBack"], failed: ["retry", "copy", "discard"],
    bounced: ["retry", "copy"],
  unknown: ["isThere", "again"],
};

function amount(entry, state, now) {
  switch (state) {
    case "held": { const left = fuse(entry, now)?.left; return left ? span(Math.ceil(left / 1000) * 1000) : ""; }
    case "scheduled": return when(entry.heldUntil, now);
    case "sent": case "delivered": case "read": return entry.sentAt ? time(entry.sentAt, true) : "";
    case "failed": case "bounced": return entry.firstTriedAt ? when(entry.firstTriedAt, now) : "";
    default: return "";
  }
}

function facts(entry, state, now) {
  switch (state) {
    case "queued":
      if (entry.attempts > 0 && Date.parse(entry.nextTryAt) > now) {
        return pick(`attempt ${entry.attempts + 1} in ${span(Date.parse(entry.nextTryAt) - now)}`,
          `${entry.attempts + 1}. Versuch in ${span(Date.parse(entry.nextTryAt) - now)}`);
      }
      return entry.channel?.state && entry.channel.state !== "running" ? pick("leaves when the channel runs again",
        "geht hinaus, wenn der Kanal wieder läuft") : "";
    case "sending": return entry.attempts > 1 ? pick(`attempt ${entry.attempts}`, `${entry.attempts}. Versuch`) : "";
    case "sent": return pick("confirmed by the platform", "von der Plattform bestätigt");
    case "delivered": case "read": return pick("told by the platform", "von der Plattform gemeldet");
    case "waiting": return pick("leaves once the connection is back", "geht hinaus, sobald die Verbindung steht");
    default: return "";
  }
}

function advice(entry, state) {
  if (state === "unknown") {
    const broke = entry.firstTriedAt ? pick(`The connection broke at ${time(entry.firstTriedAt, true)}, after the answer had left.`,
      `Die Verbindung brach um ${time(entry.firstTriedAt, true)} ab, nachdem die Antwort hinausging.`) : "";
    const looked = entry.readBacks > 0 ? pick(`Looked for it ${times(entry.readBacks)} and did not find it.`,
      `${entry.readBacks}-mal nachgesehen, nicht gefunden.`) : "";
    return [entry.reason || broke, looked, entry.advice, pick("The clock keeps running.", "Die Uhr läuft weiter.")].filter(Boolean).join(" ");
  }
  if (state === "failed" || state === "bounced") return [entry.reason, entry.advice,
    pick("The text stays here.", "Der Text bleibt hier.")].filter(Boolean).join(" ");
  if (["queued", "pending", "waiting"].includes(state)) return [entry.reason, entry.advice].filter(Boolean).join(" ");
  return "";
}

const times = (count) => count === 1 ? "once" : count === 2 ? "twice" : `${count} times`;
