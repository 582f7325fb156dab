/** What is said about a message beside its words: who wrote it, who reads it, when it changed. */
import { kind, pick } from "../lib/words.js";
import { day, number, size, time, when } from "../lib/format.js";
import { visible } from "./plain.js";

export const isNote = (message) => message.kind === "note" || message.direction === "note";
export const isOurs = (message) => message.direction === "outbound";

/** Whose name stands above it; `account` is what our side is called on this channel. */
export function writer(message, account) {
  if (isNote(message)) return message.user?.displayName ?? kind("note");
  return visible(message.author?.name || (isOurs(message) && account) || pick("Somebody", "Jemand"));
}

/** ["by Jonas Okafor", "public"]: the colleague, a special role, and who can read it. */
export function readers(message, me) {
  if (isNote(message)) return [pick("internal note, never leaves the house", "interne Notiz, verlässt das Haus nie")];
  return [colleague(message, me), roles[message.authorRole]?.(), audience(message)].filter(Boolean);
}

function colleague({ user, ...message }, me) {
  if (user) return user.id === me?.id ? pick("by me", "von mir") : pick(`by ${user.displayName}`, `von ${user.displayName}`);
  return isOurs(message) ? pick("written on the platform", "auf der Plattform geschrieben") : "";
}

const roles = {
  superUser: () => pick("super-user", "Super-User"),
  staff: () => pick("staff", "Team"),
  partner: () => "Partner",
  bot: () => pick("machine", "Automat"),
  member: () => pick("member", "Mitglied"),
};

function audience({ kind: what, visibility }) {
  if (what === "mail") return pick("by mail", "per Mail");
  return visibility === "private" ? pick("private", "privat") : pick("public", "öffentlich");
}

/** Whom it answers, where the drawing does not show it. */
export function answering(other) {
  const name = visible(other.author?.name);
  return name ? pick(`answers ${name}`, `antwortet ${name}`) : pick("answers us", "antwortet uns");
}

export const edited = ({ editedAt }, now) => pick(`edited ${when(editedAt, now)}`, `bearbeitet ${when(editedAt, now)}`);

/** "Deleted at 18:02." of today, "Deleted yesterday 18:02." of another day. */
export function deleted({ deletedAt }, now) {
  const isToday = day(deletedAt, now) === "", at = when(deletedAt, now);
  return pick(`Deleted ${isToday ? `at ${at}` : at}.`, `${isToday ? `Um ${at}` : at[0].toUpperCase() + at.slice(1)} gelöscht.`);
}

/** What the evidence of an earlier wording says of itself. */
export function version({ revision, seenAt }, of) {
  return pick(`Version ${revision} of ${of}, seen ${time(seenAt, true)}`, `Fassung ${revision} von ${of}, gesehen ${time(seenAt, true)}`);
}

/** "typenschild.jpg, 1.4 MB". */
export function file({ name, alternative, type, size: bytes }) {
  const called = visible(name || alternative) || pick("file without a name", "Datei ohne Namen");
  return [called, bytes != null ? size(bytes) : type].filter(Boolean).join(", ");
}

const LIKES = ["like", "favourite", "👍", "❤️"];

/** ["14 likes", "🎉 3"]. */
export function reactions({ reactions: all }) {
  const likes = (count) => pick(`${number(count)} ${count === 1 ? "like" : "likes"}`, `${number(count)}-mal gefällt`);
  return all.filter(({ count }) => count > 0).map(({ value, count }) => LIKES.includes(value) ? likes(count) : `${visible(value)} ${number(count)}`);
}

/** What one can do to it now: of two acts that undo each other only the one that changes something. */
export function acts({ acts: offered, hiddenAt, likedByUs }) {
  const isIdle = { hide: hiddenAt, unhide: !hiddenAt, like: likedByUs, unlike: !likedByUs };
  return offered.filter((verb) => !isIdle[verb]);
}
