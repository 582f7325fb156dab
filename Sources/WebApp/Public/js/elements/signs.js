/** Small signs: a state with shape, word and colour together, because any two may fail; lines, people, stars. */
import { icon, make } from "../lib/dom.js";
import { initials } from "../lib/format.js";
import { pick } from "../lib/words.js";
import { glyph } from "../models/channels.js";
import { house } from "../models/house.js";

/** `state`: { sign, aspect, word, amount }; an empty amount is left out. */
export function aspect(state, kind = "") {
  const element = make("span", { class: `aspect ${kind}`.trim() });
  turn(element, state);
  return element;
}

/** Changes what an aspect shows, and only if it says something else: a clock ticks without a flicker. True when it changed. */
export function turn(element, { sign, aspect: name, word, amount = "" }) {
  const said = `${word} ${amount}`.trim();
  if (element.dataset.said === said && element.dataset.aspect === name) return false;
  Object.assign(element.dataset, { said, aspect: name });
  element.replaceChildren(icon(sign), make("span", { text: word }), ...(amount ? [make("b", { text: amount })] : []));
  return true;
}

/** A channel is a line: its glyph on its own quiet colour. Null draws somebody of no known line. */
export function bullet(channel, kind = "") {
  return make("span", { class: `bullet ${kind}`.trim(), "data-hue": channel?.hue ?? 8, title: channel?.name },
    icon(channel ? glyph(channel.connector) : "user"));
}

/** A colleague: initials, mine filled, nobody a dashed ring. */
export function person(user, kind = "") {
  if (!user) return make("span", { class: `person person--none ${kind}`.trim(), title: pick("Unassigned", "Nicht zugewiesen") }, icon("plus"));
  const mine = user.id === house.me?.id ? "person--me" : "";
  return make("span", { class: `person ${mine} ${kind}`.trim(), title: user.displayName, text: initials(user.displayName) });
}

/** Stars with a name. */
export function stars(count) {
  const signs = [1, 2, 3, 4, 5].map((n) => icon("star", n <= count ? "icon is-on" : "icon"));
  return make("span", { class: "stars", role: "img", "aria-label": pick(`${count} of 5 stars`, `${count} von 5 Sternen`) }, ...signs);
}
