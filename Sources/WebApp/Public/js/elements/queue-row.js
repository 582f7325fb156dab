import { icon, make } from "../lib/dom.js";
import { full, initials, number, when } from "../lib/format.js";
import { kind, pick, priority, status } from "../lib/words.js";
import { glyph } from "../models/channels.js";
import { rowClock } from "../models/clock.js";
import { house } from "../models/house.js";
import { visible } from "../models/plain.js";
import { address } from "../models/route.js";

const MOST_LABELS = 2;

/** One line of work: who, what, under which post, by when, whose. The whole row is one link. */
class QueueRow extends HTMLElement {
  #row;
  #place;
  #due;

  get row() { return this.#row; }
  get link() { return this.querySelector(".row__open"); }

  /** Draws the row; `place` is { view, filter }, where its link leads; `now` the server's time. */
  show(row, place, now) {
    [this.#row, this.#place] = [row, place];
    const known = this.link, isFocused = known && known === document.activeElement;
    this.className = "row";
    this.classList.toggle("is-unread", Boolean(row.unanswered));
    this.classList.toggle("has-left", Boolean(row.hasLeft));
    const name = visible(row.author?.name);
    // The link itself stays: it may have the focus, and a row under the hand must not blink.
    const link = known ?? make("a", { class: "row__open", tabindex: "-1" });
    link.setAttribute("href", address({ ...place, conversation: row.id }));
    this.#due = make("span", { class: "aspect row__due" });
    const parts = [
      make("span", { class: "row__mark", "aria-hidden": "true" }),
      make("span", { class: "bullet", "data-hue": row.channel.hue, title: row.channel.name }, icon(glyph(row.channel.connector))),
      make("span", { class: "row__who" },
        make("span", { class: "row__name cut", dir: "auto", text: name }),
        make("span", { class: "row__kind" }, row.rating ? stars(row.rating) : icon(kind.sign(row.kind)), make("span", { class: "cut", text: kind(row.kind) }))),
      make("span", { class: "row__text" },
        make("span", { class: "row__line", dir: "auto", lang: row.language, text: visible(row.excerpt) }),
        make("span", { class: "row__post" }, make("span", { class: "cut", title: full(row.lastMessageAt), text: this.#context(now) }))),
      make("span", { class: "row__tags" }, ...this.#tags()),
      make("span", { class: "row__people" }, this.#owner()),
      this.#due];
    this.replaceChildren(link, ...parts);
    if (isFocused) link.focus({ preventScroll: true });
    this.tick(now);
  }

  /** Moves the clock on; nothing else may change under the eye. */
  tick(now) {
    if (!this.#row) return;
    const row = this.#row, left = row.hasLeft || row.status !== "open" || row.snoozedUntil;
    const clock = row.snoozedUntil ? { word: pick(`snoozed until ${when(row.snoozedUntil, now)}`, `zurückgestellt bis ${when(row.snoozedUntil, now)}`), sign: "snooze", aspect: "shunt", amount: "" }
      : left && !row.dueAt || row.hasLeft ? { word: status(row.status), sign: status.sign(row.status), aspect: status.aspect(row.status), amount: "" } : rowClock(row, now);
    const said = `${clock.word} ${clock.amount}`;
    if (this.#due.dataset.said === said) return;
    this.#due.dataset.said = said;
    this.#due.dataset.aspect = clock.aspect;
    this.#due.replaceChildren(icon(clock.sign), make("span", { text: clock.word }), clock.amount ? make("b", { text: clock.amount }) : "");
    if (row.dueAt) this.#due.title = full(row.dueAt);
    this.link.setAttribute("aria-label", this.#sentence(said.trim()));
  }

  /** Author, kind, channel, unread, clock, owner: one sentence. */
  #sentence(clock) {
    const row = this.#row;
    return [visible(row.author?.name), kind(row.kind), row.channel.name, row.unanswered && pick("waits for an answer", "wartet auf Antwort"), row.priority !== "normal" && priority(row.priority), clock,
      row.assignee ? pick(`with ${row.assignee.displayName}`, `bei ${row.assignee.displayName}`) : pick("unassigned", "nicht zugewiesen")].filter(Boolean).join(", ");
  }

  /** The facts that help to decide. */
  #context(now) {
    const row = this.#row;
    return [when(row.lastMessageAt, now),
      row.author?.followers >= 1000 && pick(`${number(row.author.followers)} followers`, `${number(row.author.followers)} Folgende`),
      row.messageCount > 1 && pick(`${number(row.messageCount)} messages`, `${number(row.messageCount)} Nachrichten`),
      row.team && house.team(row.team),
      visible(row.post?.title || row.subject || "")].filter(Boolean).join(" · ");
  }

  #tags() {
    const { priority: urgency, labels } = this.#row;
    const tags = ["urgent", "high"].includes(urgency) ? [make("span", { class: `tag tag--${urgency}`, text: priority(urgency) })] : [];
    tags.push(...labels.slice(0, MOST_LABELS).map((name) => make("span", { class: "tag", text: house.label(name) })));
    if (labels.length > MOST_LABELS) tags.push(make("span", { class: "tag", title: labels.slice(MOST_LABELS).map((name) => house.label(name)).join(", "), text: `+${labels.length - MOST_LABELS}` }));
    return tags;
  }

  #owner() {
    const { assignee } = this.#row;
    if (!assignee) return make("span", { class: "person person--none", title: pick("Unassigned", "Nicht zugewiesen") }, icon("plus"));
    return make("span", { class: `person ${assignee.id === house.me?.id ? "person--me" : ""}`, title: assignee.displayName, text: initials(assignee.displayName) });
  }
}

/** Stars with a name. */
export function stars(count) {
  const signs = [1, 2, 3, 4, 5].map((n) => icon("star", n <= count ? "icon is-on" : "icon"));
  return make("span", { class: "stars", role: "img", "aria-label": pick(`${count} of 5 stars`, `${count} von 5 Sternen`) }, ...signs);
}

customElements.define("queue-row", QueueRow);
