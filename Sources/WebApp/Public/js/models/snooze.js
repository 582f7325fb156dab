/** When to come back: presets that make sense at this hour. `now` is a Date in the person's own time zone. */
import { pick } from "../lib/words.js";
import { when } from "../lib/format.js";

/** [{ title, hint, until: Date }] */
export function presets(now) {
  const at = (days, hour) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour, 0);
  const inHours = (hours) => new Date(Math.ceil((now.getTime() + hours * 3_600_000) / 300_000) * 300_000);
  const monday = (8 - now.getDay()) % 7 || 7;
  const list = [[pick("In an hour", "In einer Stunde"), inHours(1)], [pick("In three hours", "In drei Stunden"), inHours(3)]];
  if (now.getHours() < 14) list.push([pick("This afternoon", "Heute Nachmittag"), at(0, 15)]);
  list.push([pick("Tomorrow morning", "Morgen früh"), at(1, 9)]);
  if (monday > 1) list.push([pick("Next Monday", "Nächsten Montag"), at(monday, 9)]);
  list.push([pick("In a week", "In einer Woche"), at(7, 9)]);
  return list.map(([title, until]) => ({ title, until, hint: when(until, now.getTime()) }));
}
