import { api } from "../lib/api.js";
import { announce, copy, make } from "../lib/dom.js";
import { firstName, when } from "../lib/format.js";
import { alarm, say } from "../lib/say.js";
import { act as actWord, kind, kindOf, pick, status } from "../lib/words.js";
import { history } from "../models/history.js";
import { house } from "../models/house.js";
import { isSettled } from "../models/outbox.js";
import { leads, visible } from "../models/plain.js";
import { localMessage } from "../models/sending.js";
import { blank, bones, failure } from "./blank.js";
import { ChoiceMenu } from "./choice-menu.js";
import { assignItems, labelItems, moreItems, snoozeItems, spamItems } from "./handling-menus.js";
import { person } from "./signs.js";
import "./clock-bar.js";
import "./message-tree.js";
import "./post-card.js";
import "./reply-box.js";

/**
 * One conversation: head, clocks, post, messages, answer. What the person wants done it announces as `handle`
 * with { what, value }; answers, acts and the outbox as `reply`, `act` and `outbox`, out of the elements it holds.
 */
class ConversationPane extends HTMLElement {
  sending = null;
  drafts = null;
  #id = null;
  #back = "#/open";
  #conversation = null;
  #messages = [];
  #events = [];
  #acts = new Map();
  #liked = new Set();
  #reading = 0;

  connectedCallback() {
    this.addEventListener("click", this.#clicked);
    this.addEventListener("answer", ({ detail }) => this.box?.aim(detail.message));
  }

  get conversation() { return this.#conversation; }
  get shownId() { return this.#id; }
  get box() { return this.querySelector("reply-box"); }

  /** Opens a conversation; a `row` of the queue gives its head at once. `back` is where one came from. */
  async open(id, row, back) {
    this.#back = back;
    if (id === this.#id) { this.querySelector(".talk__back")?.setAttribute("href", back); return; }
    Object.assign(this, { scrollTop: 0 });
    [this.#id, this.#conversation, this.#messages, this.#events] = [id, null, [], []];
    this.#acts.clear();
    this.replaceChildren(copy("conversation"));
    this.querySelector(".talk__back").setAttribute("href", back);
    this.#usable(false);
    if (row) this.#head(row);
    const timer = setTimeout(() => { if (!this.#conversation && id === this.#id) this.querySelector("message-tree").replaceChildren(bones(3)); },
      200);
    await this.#read(id);
    clearTimeout(timer);
  }

  close() {
    this.#id = this.#conversation = null;
    this.replaceChildren();
  }

  /** Moves the focus to the heading: what opening does. */
  enter() { this.querySelector("h1")?.focus({ preventScroll: true }); }

  /** Takes in how the conversation is now, as it was just read. */
  async receive(conversation, { asked } = {}) {
    if (!this.#conversation || ![conversation.id, asked].includes(this.#id)) return;
    this.#become(conversation);
    this.#draw();
    await this.#readMessages(this.#id, { isNews: true });
  }

  /** Draws again what waits to be handed over. */
  redraw() { if (this.#conversation) this.#draw(); }

  /** An act toward the platform moved on; `detail` is what the live stream said of it. */
  moved(entryId, state) {
    for (const [message, entry] of this.#acts) {
      if (entry.id !== entryId) continue;
      if (state === "sent" && ["like", "unlike"].includes(entry.verb)) this.#liked[entry.verb === "like" ? "add" : "delete"](message);
      this.#acts.set(message, { ...entry, state });
      if (state === "failed" || state === "unknown") this.#readActs(this.#id);
    }
    if (state === "failed" || state === "unknown") alarm(state === "failed" ? pick("An answer failed.", "Eine Antwort ist fehlgeschlagen.")
      : pick("An answer is unknown.", "Eine Antwort ist ungewiss."));
    if (state === "sent") say(pick("Sent, confirmed by the platform.", "Gesendet, von der Plattform bestätigt."));
    this.redraw();
  }

  /** Shows the act that was just queued for a message. */
  acted(messageId, entry) {
    this.#acts.set(messageId, entry);
    this.redraw();
  }

  /** The answer of ours that can still be taken back, newest first. */
  get takeable() {
    return [...this.querySelectorAll("outbox-card")].map((card) => card.entry).filter((entry) =>
      ["held", "waiting"].includes(entry.state)).at(-1) ?? null;
  }

  openMenu(name) { this.querySelector(`[data-do=${name}]`)?.click(); }

  openSpam() { this.#menu(this.querySelector("[data-do=more]"), pick("Spam or irrelevant", "Spam oder irrelevant"), spamItems(this.#handle)); }

  openLabels() { this.#menu(this.querySelector("[data-do=more]"), pick("Labels", "Schlagwörter"), labelItems(this.#conversation, this.#handle)); }

  toggleWhy() {
    if (!this.querySelector("clock-bar")?.toggle()) this.querySelector(".stop--event summary")?.click();
  }

  openPlatform() {
    const link = [...this.#messages].reverse().find((message) => message.permalink)?.permalink ?? this.#conversation?.post?.url;
    if (link && leads(link)) open(link, "_blank", "noopener,noreferrer");
  }

  // Reading

  async #read(id) {
    try {
      const [conversation] = await Promise.all([api.get(`/conversations/${id}`), this.#readMessages(id)]);
      if (id !== this.#id) return;
      this.#become(conversation);
      this.#usable(true);
      this.#draw();
      this.#openBox();
      this.#scroll();
      announce(this, "opened", { conversation });
      this.#readActs(this.#id);
    } catch (error) {
      if (id === this.#id && error.status !== 401) this.#failed(id, error);
    }
  }

  /** One that was merged away is answered with the one it became: from now on this is that one. */
  #become(conversation) {
    this.#conversation = conversation;
    if (conversation.id === this.#id) return;
    this.#id = conversation.id;
    announce(this, "merged", { conversation });
  }

  async #readMessages(id, { isNews = false } = {}) {
    const turn = this.#reading += 1;
    const [messages, events] = await Promise.all([api.get(`/conversations/${id}/messages`),
      api.get(`/conversations/${id}/events`).catch(() => ({ items: [] }))]);
    if (id !== this.#id || turn !== this.#reading) return;
    const known = new Set(this.#messages.map((message) => message.id));
    [this.#messages, this.#events] = [messages.items, events.items];
    if (!isNews || !this.#conversation) return;
    const isAtEnd = this.#isAtEnd;
    this.#draw();
    if (isAtEnd) this.#toEnd();
    const fresh = this.#messages.filter((message) => message.direction === "inbound" && !known.has(message.id)).at(-1);
    if (fresh) this.box?.arrived(firstName(visible(fresh.author?.name)), () => this.#show(fresh.id));
  }

  /** Acts that carry no text stand in the outbox alone. */
  async #readActs(id) {
    const { items } = await api.get("/outbox", { state: "held,queued,sending,pending,failed,unknown", limit: 200 }).catch(() => ({ items: [] }));
    if (id !== this.#id) return;
    for (const entry of items) if (entry.conversation === this.#conversation?.id && entry.target && !entry.message) this.#acts.set(entry.target,
      entry);
    this.redraw();
  }

  #failed(id, error) {
    const box = error.status === 403 ? blank("forbidden", pick("This conversation is not open to you.", "Dieses Gespräch ist nicht freigegeben."),
      `${error.message} ${error.advice}`)
      : error.status === 404 ? blank("forbidden", pick("This conversation does not exist.", "Dieses Gespräch gibt es nicht."),
        `${error.message} ${error.advice}`, { text: pick("Back to the queue", "Zurück zum Eingang"), href: this.#back })
        : failure(pick("The conversation cannot be loaded.", "Das Gespräch lässt sich nicht laden."), error,
          () => { this.#id = null; this.open(id, null, this.#back); }, { every: 8 });
    this.querySelector("message-tree").replaceChildren(box);
  }

  // Drawing

  #usable(isUsable) {
    for (const element of this.querySelectorAll("clock-bar, reply-box")) element.hidden = !isUsable;
    for (const button of this.querySelectorAll(".talk__acts button")) button.disabled = !isUsable;
  }

  #draw() {
    const conversation = this.#conversation, now = api.now();
    this.#head(conversation);
    this.querySelector("clock-bar").show(conversation.promises, now);
    this.querySelector("post-card").show(conversation.post, conversation.channel);
    this.#line(now);
    this.#box();
  }

  #head(row) {
    const name = visible(row.author?.name), now = api.now();
    this.parentElement.setAttribute("aria-label", pick(`Conversation with ${name}`, `Gespräch mit ${name}`));
    this.querySelector("h1").textContent = name;
    const stands = row.snoozedUntil ? pick(`snoozed until ${when(row.snoozedUntil, now)}`, `zurückgestellt bis ${when(row.snoozedUntil, now)}`)
      : row.status !== "open" ? status(row.status) : "";
    this.querySelector(".talk__title span").textContent = [kind(kindOf(row)), row.channel.name, stands,
      row.subject && visible(row.subject)].filter(Boolean).join(" · ");
    const { assignee } = row, isMine = assignee?.id === house.me?.id;
    const owner = this.querySelector("[data-do=assign]"), word = isMine ? pick("Mine", "Bei mir")
      : assignee?.displayName ?? (row.team ? house.team(row.team) : pick("Take", "Übernehmen"));
    owner.replaceChildren(person(assignee, "talk__owner"), make("span", { class: "talk__wide", text: word }));
    owner.title = assignee ? "A" : "T";
    const resolve = this.querySelector("[data-do=resolve]"), isDone = ["resolved", "spam"].includes(row.status);
    resolve.querySelector("span").textContent = isDone ? pick("Reopen", "Wieder öffnen") : pick("Resolve", "Erledigen");
    for (const button of this.querySelectorAll(".talk__acts [data-do]:not([data-do=contact])")) button.hidden = !house.may("conversation.handle");
  }

  #line(now) {
    const tree = this.querySelector("message-tree"), conversation = this.#conversation;
    if (tree.firstElementChild?.tagName !== "OL") tree.replaceChildren();
    const local = (this.sending?.of(this.#id) ?? []).map((one) => localMessage(one, conversation));
    const messages = [...this.#messages, ...local].map((message) => ({ ...message, likedByUs: this.#liked.has(message.id) }));
    const lines = history(this.#events, conversation.rules ?? [], { name: (id) => house.name(id), team: (name) => house.team(name), now });
    tree.show(messages, lines, { conversation, isPrivate: conversation.visibility === "private", acts: this.#showActs(), now,
      mayReply: house.may("reply.write"), mayAct: house.may("message.act") });
  }

  /** Acts that are done are seen on the message itself. */
  #showActs() { return new Map([...this.#acts].filter(([, entry]) => !isSettled(entry) || ["failed", "unknown"].includes(entry.state))); }

  #box() {
    const box = this.box, may = house.may("reply.write");
    box.hidden = !may;
    const aside = this.querySelector(".talk__reads");
    if (!may && !aside) this.append(make("p", { class: "talk__reads quiet small",
      text: pick("Viewers read along.", "Mitlesende schreiben nicht.") }));
    if (box.isOpenFor === this.#id) box.update(this.#conversation, this.#messages);
  }

  #openBox() {
    this.box.drafts = this.drafts;
    this.box.open(this.#conversation, this.#messages);
    this.box.isOpenFor = this.#id;
  }

  // Scrolling

  get #body() { return this.querySelector(".pane__body"); }
  get #isAtEnd() { return this.#body.scrollHeight - this.#body.scrollTop - this.#body.clientHeight < 80; }
  #toEnd() { this.#body.scrollTop = this.#body.scrollHeight; }

  /** Opens at what waits, else at the end. */
  #scroll() {
    const waiting = this.#messages.find((message) => message.waits), item = waiting && this.querySelector("message-tree").item(waiting.id);
    if (item && this.#body.scrollHeight > this.#body.clientHeight) item.scrollIntoView({ block: "center" }); else this.#toEnd();
  }

  #show(id) { this.querySelector("message-tree").item(id)?.scrollIntoView({ block: "center",
    behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" }); }

  // Acting

  #handle = (what, value) => announce(this, "handle", { what, value });

  #menu(anchor, label, items) { if (items.length) ChoiceMenu.open(anchor, label, items); }

  #clicked = (event) => {
    const button = event.target.closest("[data-do]");
    if (!button || button.closest("reply-box, message-item") || !this.#conversation) return;
    switch (button.dataset.do) {
      case "assign": this.#menu(button, pick("Assign", "Zuweisen"), assignItems(this.#conversation, this.#handle)); break;
      case "snooze": this.#menu(button, pick("Snooze", "Zurückstellen"), snoozeItems(this.#conversation, this.#handle)); break;
      case "more": this.#menu(button, pick("More", "Mehr"), moreItems(this.#conversation, this.#handle)); break;
      case "resolve": this.#handle("status", { to: ["resolved", "spam"].includes(this.#conversation.status) ? "open" : "resolved" }); break;
      case "contact": announce(this, "do", { name: "contact" }); break;
    }
  };

  /** Asks before what cannot be undone; `run` does it. */
  confirm(verb, anchor, run) {
    if (verb !== "delete") { run(); return; }
    this.#menu(anchor, actWord(verb), [
      { heading: pick("It disappears on the platform, for everyone.", "Es verschwindet auf der Plattform, für alle.") },
      { title: pick("Delete it there", "Dort löschen"), icon: "x", tone: "stop", run },
      { title: pick("Leave it", "Stehen lassen"), run: () => {} },
    ]);
  }
}

customElements.define("conversation-pane", ConversationPane);
