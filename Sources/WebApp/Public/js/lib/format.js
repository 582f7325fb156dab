/** Numbers, times and spans in the page's language. Pure: `now` comes in, milliseconds since 1970. */
import { language, pick } from "./words.js";

const MINUTE = 60_000, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
const locale = () => language() === "de" ? "de-DE" : "en-GB";

const formats = new Map();
const format = (options) => {
  const key = locale() + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(locale(), options));
  return formats.get(key);
};

/** 1204 -> "1,204" ("1.204"). */
export const number = (value) => Number(value).toLocaleString(locale());

/** "17:48"; with seconds "17:48:09". */
export function time(moment, seconds = false) {
  return format({ hour: "2-digit", minute: "2-digit", ...(seconds && { second: "2-digit" }) }).format(new Date(moment));
}

/** As short as it can be said: "17:48" today, "yesterday 17:48", "Mon 17:48" this week, "9 Mar 17:48", "9 Mar 2024 17:48". */
export function when(moment, now) {
  const at = new Date(moment);
  return [day(moment, now), time(at)].filter(Boolean).join(" ");
}

/** The day alone, empty for today. */
export function day(moment, now) {
  const at = new Date(moment), today = new Date(now), away = daysBetween(at, today);
  if (away === 0) return "";
  if (away === 1) return pick("yesterday", "gestern");
  if (away === -1) return pick("tomorrow", "morgen");
  if (away > 1 && away < 7 || away < -1 && away > -7) return weekday(at);
  return format({ day: "numeric", month: "short", ...(at.getFullYear() !== today.getFullYear() && { year: "numeric" }) }).format(at);
}

const weekday = (date) => format({ weekday: "short" }).format(date).replace(/\.$/, "");

/** The moment in full, for hover and for readers who want the date. */
export const full = (moment) => format({ dateStyle: "full", timeStyle: "medium" }).format(new Date(moment));

/** 84 minutes -> "1 h 24 min"; 3000 -> "2 d 2 h" ("2 T 2 h"). Never more than two units; seconds only below one minute. */
export function span(milliseconds) {
  if (milliseconds < MINUTE) return `${Math.max(0, Math.floor(milliseconds / 1000))} s`;
  const days = Math.floor(milliseconds / DAY), hours = Math.floor(milliseconds / HOUR) % 24, minutes = Math.floor(milliseconds / MINUTE) % 60;
  if (days) return `${days} ${pick("d", "T")}${hours ? ` ${hours} h` : ""}`;
  if (hours) return `${hours} h${minutes ? ` ${minutes} min` : ""}`;
  return `${minutes} min`;
}

/** "4 s ago" ("vor 4 s"). */
export const ago = (moment, now) => pick(`${span(now - Date.parse(moment))} ago`, `vor ${span(now - Date.parse(moment))}`);

/** 1400000 -> "1.4 MB" ("1,4 MB"). */
export function size(bytes) {
  const units = ["B", "kB", "MB", "GB"];
  let value = bytes, unit = 0;
  while (value >= 1000 && unit < units.length - 1) { value /= 1000; unit += 1; }
  return `${Number(value.toPrecision(value < 10 ? 2 : 3)).toLocaleString(locale())} ${units[unit]}`;
}

/** "Mara Kessler" -> "MK". */
export function initials(name) {
  const parts = String(name ?? "").split(/[\s._\-@]+/u).filter((part) => /[\p{L}\p{N}]/u.test(part));
  const letters = parts.length > 1 ? [parts[0], parts.at(-1)].map(first) : [...(parts[0] ?? "?")].filter((c) => /[\p{L}\p{N}]/u.test(c)).slice(0, 2);
  return letters.join("").toLocaleUpperCase() || "?";
}

/** "Hannelore Wüst" -> "Hannelore"; the whole where it may be no first name: "lena.rv", "The Kettle Report", "Dr. Ahrens". */
export const firstName = (name) => {
  const parts = String(name ?? "").split(" ");
  return parts.length === 2 && !parts[0].endsWith(".") ? parts[0] : String(name ?? "");
};

function first(word) {
  return [...word].find((letter) => /[\p{L}\p{N}]/u.test(letter)) ?? "";
}

function daysBetween(a, b) {
  const midnight = (date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return Math.round((midnight(b) - midnight(a)) / DAY);
}
