import { icon, make } from "../lib/dom.js";
import { day, full, number, time } from "../lib/format.js";
import { kind, kindOf, pick, status } from "../lib/words.js";
import { house } from "../models/house.js";
import { visible } from "../models/plain.js";
import { outside } from "./person-text.js";
import { bullet } from "./signs.js";

/** The person beside the conversation. */
class ContactPanel extends HTMLElement {
  /** Null shows nothing. */
  show(conversation, now) {
    if (!conversation?.contact) { this.replaceChildren(); return; }
    const { contact, author, labels } = conversation;
    const who = make("div", { class: "who" },
      make("h2", { class: "who__name", dir: "auto", text: visible(contact.name || author?.name) }),
      labels.length > 0 && make("p", { class: "who__tags" }, labels.map((name) => make("span", { class: "tag", text: house.label(name) }))),
      make("dl", { class: "facts" }, this.#facts(conversation)));
    this.replaceChildren(make("div", { class: "pane__body", tabindex: "-1" }, who, this.#identities(conversation), this.#earlier(contact, now)));
  }

  #facts({ author, contact, team }) {
    const facts = [
      author?.handle && [pick("Handle", "Kennung"), visible(author.handle)],
      author?.followers != null && [pick("Followers", "Folgende"), number(author.followers)],
      team && ["Team", house.team(team)],
      [pick("Conversations", "Gespräche"), number(contact.conversations.length + 1)],
    ].filter(Boolean);
    return facts.flatMap(([name, value]) => [make("dt", { text: name }), make("dd", { class: "cut", text: value })]);
  }

  #identities({ contact: { identities }, channel }) {
    const isOne = identities.length === 1;
    // The service does not say on which channel an identity is; a single one can only be on this.
    const items = identities.map((one) => this.#identity(one, isOne ? channel : one.channel));
    return this.#block(isOne ? pick("Known as", "Bekannt als") : pick("Same person", "Dieselbe Person"), make("ul", { class: "idents" }, items));
  }

  #identity({ name, handle, url }, channel) {
    const called = visible(name || handle), beside = handle && handle !== name ? handle : channel?.name;
    const visit = outside(url, { class: "button button--s button--bare button--icon",
      "aria-label": pick(`Profile of ${called}`, `Profil von ${called}`) }, icon("link"));
    return make("li", { class: "ident" }, bullet(channel, "bullet--s"),
      make("span", { class: "cut" }, called, make("small", { class: "cut", text: visible(beside) })), visit ?? make("span"));
  }

  #earlier({ conversations }, now) {
    const items = conversations.map((one) => make("li", {},
      make("span", { title: `${kind(kindOf(one))}, ${status(one.status)}` }, icon(kind.sign(kindOf(one)))),
      make("a", { class: "cut", href: `#/open/${one.id}`, dir: "auto", text: visible(one.excerpt) || kind(kindOf(one)) }),
      make("time", { datetime: one.lastMessageAt, title: full(one.lastMessageAt), text: day(one.lastMessageAt, now) || time(one.lastMessageAt) })));
    return this.#block(pick("Earlier", "Früher"), items.length > 0 ? make("ul", { class: "past" }, items)
      : make("p", { class: "quiet", text: pick("First time here.", "Zum ersten Mal hier.") }));
  }

  #block(title, body) { return make("section", { class: "block" }, make("h3", { class: "block__head", text: title }), body); }
}

customElements.define("contact-panel", ContactPanel);
