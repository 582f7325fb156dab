import { announce, icon, make } from "../lib/dom.js";
import { day, full, initials, number, size, time, when } from "../lib/format.js";
import { act as actWord, kind, pick } from "../lib/words.js";
import { difference } from "../models/difference.js";
import { isSent, told } from "../models/outbox.js";
import { leads, visible } from "../models/plain.js";
import { house } from "../models/house.js";
import { ChoiceMenu } from "./choice-menu.js";
import { said } from "./person-text.js";
import { stars } from "./queue-row.js";
import "./outbox-card.js";

/** One message: who, who reads it, when; what it says and said before; what became of it; what one can do to it. */
class MessageItem extends HTMLElement {
  #message;
  #drawn;
  #context = {};

  get message() { return this.#message; }

  /** `context`: { isPrivate, answers, act, now, mayReply, mayAct }; `act` is the newest act on its way toward this message. */
  show(message, context) {
    [this.#message, this.#context] = [message, context];
    const state = JSON.stringify([message, context.answers?.id, context.act, context.mayReply, context.mayAct]);
    if (state === this.#drawn) return;
    this.#drawn = state;
    this.className = "msg";
    const opened = new Set([...this.querySelectorAll("details[open]")].map((details) => details.dataset.name));
    const card = this.querySelector("outbox-card");
    this.replaceChildren(...[this.#head(), this.#body(), this.#became(card), this.#foot()].filter(Boolean));
    for (const details of this.querySelectorAll("details")) if (opened.has(details.dataset.name)) details.open = true;
  }

  get #isOurs() { return this.#message.direction === "outbound"; }
  get #isNote() { return this.#message.kind === "note" || this.#message.direction === "note"; }

  #head() {
    const message = this.#message, { now } = this.#context;
    return make("header", { class: "msg__head" },
      make("b", { dir: "auto", text: this.#name() }), ...this.#readers().map((text) => make("span", { text })),
      this.#context.answers && make("span", { text: pick(`answers ${visible(this.#context.answers.author?.name ?? pick("us", "uns"))}`, `antwortet ${visible(this.#context.answers.author?.name ?? "uns")}`) }),
      make("time", { datetime: message.at, title: full(message.at), text: when(message.at, now) }),
      message.editedAt && !message.deletedAt && make("span", { title: full(message.editedAt), text: pick(`edited ${when(message.editedAt, now)}`, `bearbeitet ${when(message.editedAt, now)}`) }),
      message.rating && stars(message.rating),
      message.hiddenAt && !message.deletedAt && make("span", { class: "aspect tiny", "data-aspect": "shunt" }, icon("hide"), make("span", { text: pick("hidden", "verborgen") })),
      message.waits && make("span", { class: "aspect tiny", "data-aspect": "caution" }, icon("a-soon"), make("span", { text: pick("waits for an answer", "wartet auf Antwort") })));
  }

  #name() {
    const { author, user } = this.#message;
    if (this.#isNote) return user?.displayName ?? kind("note");
    return visible(author?.name || (this.#isOurs ? house.account(this.#context.channel) : "") || pick("Somebody", "Jemand"));
  }

  #readers() {
    const { user, visibility, authorRole, kind: what } = this.#message;
    if (this.#isNote) return [pick("internal note, never leaves the house", "interne Notiz, verlässt das Haus nie")];
    const by = user ? user.id === house.me?.id ? pick("by me", "von mir") : pick(`by ${user.displayName}`, `von ${user.displayName}`) : this.#isOurs ? pick("written on the platform", "auf der Plattform geschrieben") : "";
    const roles = { superUser: pick("super-user", "Super-User"), staff: pick("staff", "Team"), partner: "Partner", bot: pick("machine", "Automat"), member: pick("member", "Mitglied") };
    const who = what === "mail" ? pick("by mail", "per Mail") : visibility === "private" ? pick("private", "privat") : pick("public", "öffentlich");
    return [by, roles[authorRole], who].filter(Boolean);
  }

  #body() {
    const message = this.#message, { now } = this.#context;
    if (message.deletedAt) {
      return make("div", { class: "msg__body" },
        make("p", { class: "msg__text", text: pick(`Deleted ${day(message.deletedAt, now) ? when(message.deletedAt, now) : `at ${time(message.deletedAt)}`}.`, `${day(message.deletedAt, now) ? "" : "Um "}${when(message.deletedAt, now)} gelöscht.`) }),
        message.text ? this.#evidence("kept", pick("Preserved wording", "Aufbewahrter Wortlaut"), said({ ...message, html: null })) : null);
    }
    return make("div", { class: "msg__body" },
      message.subject && message.kind === "mail" && make("p", { class: "msg__subject", dir: "auto", text: visible(message.subject) }),
      said(message), message.attachments.length > 0 && make("ul", { class: "msg__files" }, ...message.attachments.map((file) => this.#file(file))), this.#revisions());
  }

  #file({ name, type, size: bytes, url, alternative }) {
    const facts = [visible(name || alternative) || pick("file without a name", "Datei ohne Namen"), bytes != null && size(bytes), !bytes && type].filter(Boolean).join(", ");
    const inner = [icon("clip"), make("span", { class: "cut", title: visible(alternative), text: facts })];
    return make("li", {}, url && (leads(url) || url.startsWith("/")) ? make("a", { class: "file", href: url, target: "_blank", rel: "noopener noreferrer nofollow" }, ...inner) : make("span", { class: "file" }, ...inner));
  }

  #revisions() {
    const { revisions, text, revision } = this.#message;
    const earlier = revisions.filter((one) => one.revision < revision).sort((a, b) => b.revision - a.revision);
    if (earlier.length === 0) return null;
    const sheets = earlier.map((old, index) => {
      const after = index === 0 ? text : earlier[index - 1].text;
      const names = { same: "span", gone: "del", new: "ins" };
      return make("div", {}, make("p", { dir: "auto" }, ...difference(old.text, after).map((piece) => make(names[piece.kind], { text: visible(piece.text) }))),
        make("p", { class: "evidence__facts", text: pick(`Version ${old.revision} of ${revision}, seen ${time(old.seenAt, true)}`, `Fassung ${old.revision} von ${revision}, gesehen ${time(old.seenAt, true)}`) }));
    });
    return this.#evidence("before", pick("What it said before", "Was vorher dort stand"), ...sheets);
  }

  #evidence(name, title, ...children) {
    return make("details", { class: "evidence", "data-name": name }, make("summary", {}, icon("next"), make("span", { text: title })), ...children);
  }

  /** Ours: the state of our answer. Theirs: the state of what we do to it. */
  #became(card) {
    const entry = this.#context.act ?? this.#message.outbox;
    if (!entry || entry.state === "cancelled") return null;
    if (isSent(entry)) return null;
    const shown = card ?? document.createElement("outbox-card");
    shown.show(entry);
    return this.#context.act ? make("div", { class: "msg__act" }, make("span", { class: "tiny quiet", text: actWord(entry.verb).replace(" …", "") }), shown) : shown;
  }

  /** The answer of ours that the platform confirmed: said in one line. */
  #sent(entry) {
    const state = told(entry, this.#context.now);
    return [make("span", { class: "aspect tiny", "data-aspect": state.aspect }, icon(state.sign), make("span", { text: state.word })),
      make("span", { text: entry.state === "sent" && entry.sentAt ? pick(`confirmed by the platform at ${time(entry.sentAt, true)}`, `von der Plattform bestätigt um ${time(entry.sentAt, true)}`) : state.facts })];
  }

  #foot() {
    const message = this.#message, { mayReply, mayAct } = this.#context;
    const state = message.outbox && isSent(message.outbox) ? this.#sent(message.outbox) : [];
    if (this.#isNote || message.deletedAt || message.isLocal) return state.length ? make("footer", { class: "msg__foot" }, ...state) : null;
    const canReply = mayReply && !this.#isOurs;
    const shown = mayAct ? message.acts.filter((verb) => this.#fits(verb)) : [];
    const like = shown.find((verb) => verb === "like" || verb === "unlike");
    const acts = make("span", { class: "msg__acts" },
      canReply && this.#button("draft", pick("Reply", "Antworten"), () => announce(this, "answer", { message })),
      like && this.#button("like", actWord(like), () => this.#do(like)),
      (shown.length > (like ? 1 : 0) || message.permalink) && make("button", { class: "button button--bare button--s button--icon", type: "button", "aria-haspopup": "menu", "aria-label": pick("More for this message", "Mehr zu dieser Nachricht"), onclick: (event) => this.#more(event.currentTarget, shown) }, icon("more")));
    const reactions = message.reactions.filter(({ count }) => count > 0).map(({ value, count }) => ["like", "favourite", "👍", "❤️"].includes(value) ? pick(`${number(count)} ${count === 1 ? "like" : "likes"}`, `${number(count)}-mal gefällt`) : `${visible(value)} ${number(count)}`);
    if (!acts.childElementCount && reactions.length === 0 && state.length === 0) return null;
    return make("footer", { class: "msg__foot" }, ...state, acts, ...reactions.map((text) => make("span", { text })));
  }

  /** Of two acts that undo each other only the one that changes something. */
  #fits(verb) {
    if (verb === "hide" || verb === "approve") return verb === "approve" || !this.#message.hiddenAt;
    if (verb === "unhide") return Boolean(this.#message.hiddenAt);
    if (verb === "unlike") return Boolean(this.#message.likedByUs);
    return verb !== "like" || !this.#message.likedByUs;
  }

  #button(sign, text, run) {
    return make("button", { class: "button button--bare button--s", type: "button", onclick: run }, icon(sign), make("span", { text }));
  }

  #more(anchor, acts) {
    const { permalink } = this.#message;
    ChoiceMenu.open(anchor, pick("More for this message", "Mehr zu dieser Nachricht"), [
      ...acts.map((verb) => ({ title: actWord(verb), icon: actWord.sign(verb), tone: verb === "delete" ? "stop" : null, run: () => this.#do(verb) })),
      ...(permalink && leads(permalink) ? [{ title: pick("Open on the platform", "Auf der Plattform öffnen"), icon: "link", run: () => open(permalink, "_blank", "noopener,noreferrer") }] : []),
    ]);
  }

  #do(verb) { announce(this, "act", { verb, message: this.#message }); }
}

/** The station of a message on its line: initials, or the sign of a note. */
export function station(message) {
  const isNote = message.kind === "note" || message.direction === "note";
  return make("span", { class: "stop__mark", "aria-hidden": "true" }, isNote ? icon("k-note") : initials(message.direction === "outbound" ? message.user?.displayName ?? message.author?.name : visible(message.author?.name)));
}

customElements.define("message-item", MessageItem);
