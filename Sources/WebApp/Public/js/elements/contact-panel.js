import { icon, make } from "../lib/dom.js";
import { day, full, number, time } from "../lib/format.js";
import { kind, pick, status } from "../lib/words.js";
import { glyph } from "../models/channels.js";
import { leads, visible } from "../models/plain.js";
import { house } from "../models/house.js";

/** The person beside the conversation. */
class ContactPanel extends HTMLElement {
  /** Null shows nothing. */
  show(conversation, now) {
    if (!conversation?.contact) { this.replaceChildren(); return; }
    const { contact, author, labels } = conversation;
    this.replaceChildren(make("div", { class: "pane__body", tabindex: "-1" },
      make("div", { class: "who" },
        make("h2", { class: "who__name", dir: "auto", text: visible(contact.name || author?.name) }),
        labels.length > 0 && make("p", { class: "who__tags" }, ...labels.map((name) => make("span", { class: "tag", text: house.label(name) }))),
        make("dl", { class: "facts" }, ...this.#facts(conversation))),
      this.#identities(contact, conversation), this.#earlier(contact, now)));
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

  #identities({ identities }, { channel }) {
    return make("section", { class: "block" }, make("h3", { class: "block__head", text: identities.length > 1 ? pick("Same person", "Dieselbe Person") : pick("Known as", "Bekannt als") }),
      make("ul", { class: "idents" }, ...identities.map((one) => {
        const name = visible(one.name || one.handle), mark = one.channel ?? (identities.length === 1 ? channel : null);
        return make("li", { class: "ident" }, make("span", { class: "bullet bullet--s", "data-hue": mark?.hue ?? 8 }, icon(mark ? glyph(mark.connector) : "user")),
          make("span", { class: "cut" }, name, make("small", { class: "cut", text: visible(one.handle && one.handle !== one.name ? one.handle : mark?.name ?? "") })),
          one.url && leads(one.url) ? make("a", { class: "button button--s button--bare button--icon", href: one.url, target: "_blank", rel: "noopener noreferrer nofollow", "aria-label": pick(`Profile of ${name}`, `Profil von ${name}`) }, icon("link")) : make("span"));
      })));
  }

  #earlier({ conversations }, now) {
    const list = conversations.map((one) => make("li", {},
      make("span", { class: "past__kind", title: `${kind(one.kind)}, ${status(one.status)}` }, icon(kind.sign(one.kind))),
      make("a", { class: "cut", href: `#/open/${one.id}`, dir: "auto", text: visible(one.excerpt) || kind(one.kind) }),
      make("time", { datetime: one.lastMessageAt, title: full(one.lastMessageAt), text: day(one.lastMessageAt, now) || time(one.lastMessageAt) })));
    return make("section", { class: "block" }, make("h3", { class: "block__head", text: pick("Earlier", "Früher") }), list.length ? make("ul", { class: "past" }, ...list) : make("p", { class: "quiet", text: pick("First time here.", "Zum ersten Mal hier.") }));
  }
}

customElements.define("contact-panel", ContactPanel);
