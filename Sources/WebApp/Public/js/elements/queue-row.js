import { icon, make } from "../lib/dom.js";
import { full, number, when } from "../lib/format.js";
import { kind, kindOf, pick, priority, status } from "../lib/words.js";
import { rowClock } from "../models/clock.js";
import { house } from "../models/house.js";
import { visible } from "../models/plain.js";
import { address } from "../models/route.js";
import { bullet, person, stars, turn } from "./signs.js";

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
      bullet(row.channel),
      make("span", { class: "row__who" },
        make("span", { class: "row__name cut", dir: "auto", text: name }),
        make("span", { class: "row__kind" }, row.rating ? stars(row.rating) : icon(kind.sign(kindOf(row))),
          make("span", { class: "cut", text: kind(kindOf(row)) }))),
      make("span", { class: "row__text" },
        make("span", { class: "row__line", dir: "auto", lang: row.language, text: visible(row.excerpt) }),
        make("span", { class: "row__post" }, make("span", { class: "cut", title: full(row.lastMessageAt), text: this.#context(now) }))),
      make("span", { class: "row__tags" }, ...this.#tags()),
      make("span", { class: "row__people" }, person(row.assignee)),
      this.#due];
    this.replaceChildren(link, ...parts);
    if (isFocused) link.focus({ preventScroll: true });
    this.tick(now);
  }

  /** Moves the clock on; nothing else may change under the eye. */
  tick(now) {
    if (!this.#row || !turn(this.#due, this.#stands(now))) return;
    if (this.#row.dueAt) this.#due.title = full(this.#row.dueAt);
    this.link.setAttribute("aria-label", this.#sentence(this.#due.dataset.said));
  }

  /** Its clock; where no clock matters any more, its status. */
  #stands(now) {
    const row = this.#row;
    if (row.snoozedUntil) {
      const until = when(row.snoozedUntil, now);
      return { sign: "snooze", aspect: "shunt", word: pick(`snoozed until ${until}`, `zurückgestellt bis ${until}`) };
    }
    if (!row.hasLeft && (row.status === "open" || row.dueAt)) return rowClock(row, now);
    return { sign: status.sign(row.status), aspect: status.aspect(row.status), word: status(row.status) };
  }

  /** Author, kind, channel, unread, clock, owner: one sentence. */
  #sentence(clock) {
    const row = this.#row;
    return [visible(row.author?.name), kind(kindOf(row)), row.channel.name, row.unanswered && pick("waits for an answer", "wartet auf Antwort"),
      row.priority !== "normal" && priority(row.priority), clock,
      row.assignee ? pick(`with ${row.assignee.displayName}`, `bei ${row.assignee.displayName}`)
        : pick("unassigned", "nicht zugewiesen")].filter(Boolean).join(", ");
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
    if (labels.length > MOST_LABELS) tags.push(make("span", { class: "tag",
      title: labels.slice(MOST_LABELS).map((name) => house.label(name)).join(", "), text: `+${labels.length - MOST_LABELS}` }));
    return tags;
  }
}

customElements.define("queue-row", QueueRow);
