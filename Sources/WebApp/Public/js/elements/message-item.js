import { announce, icon, make } from "../lib/dom.js";
import { full, initials, when } from "../lib/format.js";
import { act as actWord, pick } from "../lib/words.js";
import { difference } from "../models/difference.js";
import { house } from "../models/house.js";
import { acts, answering, deleted, edited, file, isNote, isOurs, reactions, readers, version, writer } from "../models/message.js";
import { isSent, told } from "../models/outbox.js";
import { leads, visible } from "../models/plain.js";
import { aspect, stars } from "./signs.js";
import { ChoiceMenu } from "./choice-menu.js";
import { outside, said } from "./person-text.js";
import "./outbox-card.js";

/** One message: who, who reads it, when; what it says and said before; what became of it; what one can do to it. */
class MessageItem extends HTMLElement {
  #message;
  #context = {};
  #drawn;

  /** `context`: { channel, answers, act, now, mayReply, mayAct }; `act` is the newest act on its way toward this message. */
  show(message, context) {
    const state = JSON.stringify([message, context.answers?.id, context.act, context.mayReply, context.mayAct]);
    if (state === this.#drawn) return;
    [this.#message, this.#context, this.#drawn] = [message, context, state];
    this.className = "msg";
    const opened = new Set([...this.querySelectorAll("details[open]")].map((details) => details.dataset.name));
    const card = this.querySelector("outbox-card");
    this.replaceChildren(...[this.#head(), this.#body(), this.#became(card), this.#foot()].filter(Boolean));
    for (const details of this.querySelectorAll("details")) details.open = opened.has(details.dataset.name);
  }

  #head() {
    const message = this.#message, { now, answers, channel } = this.#context, isGone = Boolean(message.deletedAt);
    return make("header", { class: "msg__head" },
      make("b", { dir: "auto", text: writer(message, house.account(channel)) }),
      readers(message, house.me).map((text) => make("span", { text })),
      answers && make("span", { text: answering(answers) }),
      make("time", { datetime: message.at, title: full(message.at), text: when(message.at, now) }),
      message.editedAt && !isGone && make("span", { title: full(message.editedAt), text: edited(message, now) }),
      message.rating && stars(message.rating),
      message.hiddenAt && !isGone && aspect({ sign: "hide", aspect: "shunt", word: pick("hidden", "verborgen") }, "tiny"),
      message.waits && aspect({ sign: "a-soon", aspect: "caution", word: pick("waits for an answer", "wartet auf Antwort") }, "tiny"));
  }

  #body() {
    const message = this.#message;
    if (message.deletedAt) return make("div", { class: "msg__body" }, ...this.#gone());
    const isTitled = message.subject && message.kind === "mail";
    return make("div", { class: "msg__body" },
      isTitled && make("p", { class: "msg__subject", dir: "auto", text: visible(message.subject) }),
      said(message),
      message.attachments.length > 0 && make("ul", { class: "msg__files" }, message.attachments.map((one) => this.#file(one))),
      this.#revisions());
  }

  #gone() {
    const words = make("p", { class: "msg__text", text: deleted(this.#message, this.#context.now) });
    if (!this.#message.text) return [words];
    return [words, this.#evidence("kept", pick("Preserved wording", "Aufbewahrter Wortlaut"), said({ ...this.#message, html: null }))];
  }

  #file(one) {
    const inner = [icon("clip"), make("span", { class: "cut", title: visible(one.alternative), text: file(one) })];
    const link = one.href ? make("a", { class: "file", href: one.href, target: "_blank", rel: "noopener" }, ...inner)
      : outside(one.url, { class: "file" }, ...inner);
    const place = make("li", {}, link ?? make("span", { class: "file" }, ...inner));
    if (one.href && one.isImage) place.prepend(this.#picture(one));
    return place;
  }

  /** The image itself, from our own address; what turns out to be none stays the link that it is. */
  #picture(one) {
    const image = make("img", { src: one.href, alt: visible(one.alternative) || file(one), loading: "lazy", decoding: "async",
      onerror: () => frame.remove() });
    const frame = make("a", { class: "picture", href: one.href, target: "_blank", rel: "noopener", tabindex: "-1" }, image);
    return frame;
  }

  #revisions() {
    const { revisions, text, revision } = this.#message;
    const earlier = revisions.filter((one) => one.revision < revision).sort((a, b) => b.revision - a.revision);
    if (earlier.length === 0) return null;
    const sheets = earlier.map((old, index) => make("div", {}, this.#changes(old.text, earlier[index - 1]?.text ?? text),
      make("p", { class: "evidence__facts", text: version(old, revision) })));
    return this.#evidence("before", pick("What it said before", "Was vorher dort stand"), ...sheets);
  }

  #changes(before, after) {
    const names = { same: "span", gone: "del", new: "ins" };
    return make("p", { dir: "auto" }, difference(before, after).map((piece) => make(names[piece.kind], { text: visible(piece.text) })));
  }

  #evidence(name, title, ...children) {
    const summary = make("summary", {}, icon("next"), make("span", { text: title }));
    return make("details", { class: "evidence", "data-name": name }, summary, ...children);
  }

  /** Theirs: the state of what we do to it. Ours: the state of our answer, until the platform confirmed it. */
  #became(card) {
    const { act } = this.#context, entry = act ?? this.#message.outbox;
    if (!entry || entry.state === "cancelled" || isSent(entry)) return null;
    const shown = card ?? document.createElement("outbox-card");
    shown.show(entry);
    if (!act) return shown;
    return make("div", { class: "msg__act" }, make("span", { class: "tiny quiet", text: actWord(act.verb).replace(" …", "") }), shown);
  }

  #foot() {
    const message = this.#message;
    const parts = [this.#confirmed(), this.#acts(), reactions(message).map((text) => make("span", { text }))].flat().filter(Boolean);
    return parts.length > 0 && !isNote(message) ? make("footer", { class: "msg__foot" }, ...parts) : null;
  }

  #confirmed() {
    const { outbox } = this.#message;
    if (!outbox || !isSent(outbox)) return [];
    const state = told(outbox, this.#context.now);
    return [aspect(state, "tiny"), make("span", { text: state.facts })];
  }

  #acts() {
    const message = this.#message, { mayReply, mayAct } = this.#context;
    if (message.deletedAt || message.isLocal) return null;
    const can = mayAct ? acts(message) : [], like = can.find((verb) => verb === "like" || verb === "unlike");
    const rest = can.filter((verb) => verb !== like);
    const buttons = [
      mayReply && !isOurs(message) && this.#button("draft", pick("Reply", "Antworten"), () => announce(this, "answer", { message })),
      like && this.#button("like", actWord(like), () => this.#do(like)),
      (rest.length > 0 || message.permalink) && this.#moreButton(rest),
    ].filter(Boolean);
    return buttons.length > 0 ? make("span", { class: "msg__acts" }, ...buttons) : null;
  }

  #button(sign, text, run) {
    return make("button", { class: "button button--bare button--s", type: "button", onclick: run }, icon(sign), make("span", { text }));
  }

  #moreButton(verbs) {
    const label = pick("More for this message", "Mehr zu dieser Nachricht");
    return make("button", { class: "button button--bare button--s button--icon", type: "button", "aria-haspopup": "menu", "aria-label": label,
      onclick: (event) => ChoiceMenu.open(event.currentTarget, label, this.#menu(verbs)) }, icon("more"));
  }

  #menu(verbs) {
    const { permalink } = this.#message;
    const items = verbs.map((verb) =>
      ({ title: actWord(verb), icon: actWord.sign(verb), tone: verb === "delete" && "stop", run: () => this.#do(verb) }));
    if (!permalink || !leads(permalink)) return items;
    const visit = () => open(permalink, "_blank", "noopener,noreferrer");
    return [...items, { title: pick("Open on the platform", "Auf der Plattform öffnen"), icon: "link", run: visit }];
  }

  #do(verb) { announce(this, "act", { verb, message: this.#message }); }
}

/** The station of a message on its line: initials, or the sign of a note. */
export function station(message) {
  const name = isOurs(message) ? message.user?.displayName ?? message.author?.name : visible(message.author?.name);
  return make("span", { class: "stop__mark", "aria-hidden": "true" }, isNote(message) ? icon("k-note") : initials(name));
}

customElements.define("message-item", MessageItem);
