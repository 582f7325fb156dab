import { Answering } from "../desk/answering.js";
import { Handling } from "../desk/handling.js";
import { api } from "../lib/api.js";
import { copy } from "../lib/dom.js";
import { Keyboard } from "../lib/keys.js";
import { live } from "../lib/live.js";
import { choose } from "../lib/settings.js";
import { language, pick, priority } from "../lib/words.js";
import { Changes } from "../models/changes.js";
import { Drafts } from "../models/drafts.js";
import { house } from "../models/house.js";
import { HOME, address, parse } from "../models/route.js";
import { Sending } from "../models/sending.js";
import { failure } from "./blank.js";
import "./notice-bar.js";
import "./queue-list.js";
import "./side-bar.js";
import "./undo-toast.js";

/** What the first sight of the queue does not need comes when it is called for, or when the browser has nothing else to do. */
const parts = {
  talk: () => Promise.all([import("./conversation-pane.js"), import("./contact-panel.js")]),
  channels: () => import("./channel-list.js"),
  keys: () => import("./key-dialog.js"),
  door: () => import("./sign-in.js"),
};

/** The whole page: it follows the address, hands what happens to those it concerns, and does what they announce. */
class DeskPage extends HTMLElement {
  #keyboard = new Keyboard();
  #changes = new Changes(api);
  #drafts = new Drafts(storage(), () => house.me?.id);
  #sending = new Sending(api, storage());
  #answering = new Answering(this, this.#sending);
  #handling = new Handling(this);
  #route = parse("");
  #timers = {};

  #gone = new AbortController();

  async start() {
    const { signal } = this.#gone;
    addEventListener("hashchange", () => this.#follow(), { signal });
    api.addEventListener("signed-out", () => this.#leave(), { signal });
    this.addEventListener("signed-in", () => this.#enter());
    this.addEventListener("merged", ({ detail }) => this.#replace(address({ ...this.#route, conversation: detail.conversation.id })));
    this.addEventListener("opened", ({ detail }) => this.contact.show(detail.conversation, api.now()));
    this.addEventListener("do", ({ detail }) => this.#does(detail.name));
    this.addEventListener("click",
      (event) => { const button = event.target.closest("sign-in [data-do]"); if (button) this.#does(button.dataset.do); });
    this.addEventListener("titled", ({ detail }) => { if (this.#route.screen === "queue") document.title = `${detail.text} – Stellwerk`; });
    this.#listen(signal);
    const { screen, token } = parse(location.hash);
    if (screen === "link") await this.#useLink(token); else await this.#enter();
  }

  disconnectedCallback() {
    this.#gone.abort();
    this.#keyboard.stop();
  }

  // Coming in and going out

  async #useLink(token) {
    history.replaceState(null, "", HOME);
    try {
      await api.post("/session/link", { token });
      await this.#enter();
    } catch (error) {
      this.#leave(`${error.message} ${error.advice}`);
    }
  }

  /** Back from a platform, with its code or its refusal. */
  async #comeBack({ state, code, error, error_description: words }) {
    history.replaceState(null, "", "#/channels");
    let outcome;
    try {
      if (!code) throw Object.assign(new Error(pick("The platform did not sign the channel in.", "Die Plattform hat den Kanal nicht angemeldet.")),
        { advice: words ?? error ?? "" });
      const { channel } = await api.post("/sign-ins", { state, code });
      await this.#readChannels();
      history.replaceState(null, "", `#/channels/${channel}`);
      outcome = { tone: "clear", title: pick("Signed in.", "Angemeldet."), text: pick("It goes on from where it stood.", "Es geht dort weiter, wo es stand.") };
    } catch (failed) {
      outcome = { tone: "stop", title: failed.message, text: failed.advice };
    }
    this.#follow();
    await parts.channels();
    this.querySelector("channel-list").tell(outcome);
  }

  async #enter() {
    try { await house.load(api); } catch (error) {
      if (error.status === 401) this.#leave(); else this.#unreachable(error);
      return;
    }
    document.documentElement.dataset.screen = "queue";
    this.replaceChildren(copy("shell"));
    this.#keyboard.start();
    this.#follow();
    live.start();
    this.#count();
    this.#readChannels();
    this.#sending.resume(this.#drafts, house.me);
    (window.requestIdleCallback ?? setTimeout)(() => { for (const name of ["talk", "channels", "keys"]) parts[name]().catch(() => {}); });
  }

  async #leave(why = "") {
    if (document.documentElement.dataset.screen === "sign-in") return;
    live.stop();
    this.#keyboard.stop();
    house.me = null;
    document.documentElement.dataset.screen = "sign-in";
    document.title = pick("Sign in – Stellwerk", "Anmelden – Stellwerk");
    await parts.door();
    this.replaceChildren(document.createElement("sign-in"));
    if (why) this.querySelector("sign-in").explain(why);
  }

  #unreachable(error) {
    this.replaceChildren(failure(pick("Stellwerk does not answer.", "Stellwerk antwortet nicht."), error, () => this.#enter(), { every: 5 }));
  }

  // Parts

  get queue() { return this.querySelector("queue-list"); }
  get pane() { return this.querySelector("conversation-pane"); }
  get contact() { return this.querySelector("contact-panel"); }
  get toast() { return this.querySelector("undo-toast"); }
  get notices() { return this.querySelector("notice-bar"); }

  #listen(signal) {
    live.addEventListener("change", ({ detail }) => this.#changed(detail), { signal });
    live.addEventListener("reset", () => this.#everything(), { signal });
    live.addEventListener("state", () => this.#connected(), { signal });
    this.#changes.addEventListener("conversation", ({ detail }) => this.receive(detail.conversation, detail));
    this.#changes.addEventListener("many", () => this.#everything());
    for (const [name, act] of Object.entries(this.#keys)) document.addEventListener(`key:${name}`,
      (event) => { if (this.queue && act(event.detail) !== false) event.preventDefault(); }, { signal });
  }

  // Following the address

  /** Corrects the address without a step back to the old one. */
  #replace(hash) {
    history.replaceState(null, "", hash);
    this.#route = parse(hash);
    this.queue.current = this.#route.conversation;
  }

  #follow() {
    const { screen, token, way } = parse(location.hash);
    if (screen === "link") { this.#useLink(token); return; }
    if (!this.queue) return;
    if (screen === "signed-in") { this.#comeBack(way); return; }
    const route = this.#route = parse(location.hash), isQueue = route.screen === "queue";
    document.documentElement.dataset.screen = isQueue && route.conversation ? "conversation" : route.screen;
    for (const screen of this.querySelectorAll("[data-route]")) screen.hidden = screen.dataset.route !== route.screen;
    this.querySelector("side-bar").current = isQueue ? route.view : "channels";
    if (isQueue) this.#showQueue(route); else this.#showChannels(route);
  }

  async #showQueue({ view, filter, conversation }) {
    const back = address({ view, filter });
    const last = this.pane.shownId;
    this.queue.open(view, filter).then(() => { if (this.#route.conversation === conversation) this.queue.current = conversation; });
    this.queue.current = conversation;
    if (conversation) {
      await parts.talk();
      if (this.#route.conversation !== conversation) return;
      Object.assign(this.pane, { sending: this.#sending, drafts: this.#drafts });
      const isNew = conversation !== last;
      const reading = this.pane.open(conversation, this.queue.queue?.find(conversation), back);
      if (isNew) { this.contact.show(null); this.pane.enter(); }
      await reading;
    } else if (last) {
      this.pane.close();
      delete document.documentElement.dataset.contact;
      this.queue.focusRow(last);
    }
  }

  async #showChannels({ channel }) {
    this.pane.close?.();
    document.title = `${pick("Channels", "Kanäle")} – Stellwerk`;
    await parts.channels();
    this.querySelector("channel-list").open(channel);
  }

  // What happens

  /** Takes in how a conversation is now, wherever it is shown. */
  receive(conversation, how) {
    this.queue.receive(conversation);
    this.pane.receive?.(conversation, how);
    if (this.pane.shownId === conversation.id) this.contact.show(conversation, api.now());
  }

  #changed(change) {
    this.#changes.note(change.conversation);
    if (change.kind === "channelChanged" || change.kind === "itemQuarantined") this.#readChannels();
    if (change.outbox && change.detail?.to) this.pane.moved?.(change.outbox, change.detail.to);
    if (change.conversation) this.#count();
  }

  /** Counts follow the stream, at most once in a second and a half. */
  #count() {
    this.#timers.count ??= setTimeout(() => { this.#timers.count = null; house.loadCounts(api).catch(() => {}); }, this.#timers.counted ? 1_500 : 0);
    this.#timers.counted = true;
  }

  #readChannels() {
    this.#timers.channels ??= setTimeout(() => { this.#timers.channels = null; house.loadChannels(api).catch(() => {}); }, 200);
  }

  #everything() {
    this.queue.refresh();
    this.#changes.note(this.pane.shownId);
    this.#count();
    this.#readChannels();
  }

  #connected() {
    const isOffline = live.state === "lost";
    if (this.pane.box) this.pane.box.isOffline = isOffline;
    if (live.state === "open") this.#sending.retry();
  }

  // What the person does

  /** The conversation that keys act on: the open one, else the row under the focus. */
  get subject() {
    return this.pane.conversation ?? this.queue.queue?.find(this.queue.focused) ?? null;
  }

  get route() { return this.#route; }

  /** An answer was refused while another conversation is open: its text waits there, and the notice says so. */
  keep(conversation, draft, error) {
    this.#drafts.keep(conversation, draft);
    this.notices.tell(error.message, `${error.advice} ${pick("The text waits in its conversation.", "Der Text wartet in seinem Gespräch.")}`);
  }

  #keys = {
    next: () => Boolean(this.#route.screen === "queue" && this.queue.step(1)),
    previous: () => Boolean(this.#route.screen === "queue" && this.queue.step(-1)),
    back: () => this.#back(),
    public: () => this.pane.box?.write("public") ?? false,
    private: () => this.pane.box?.write("private") ?? false,
    note: () => this.pane.box?.write("note") ?? false,
    undo: () => this.#undo(),
    take: () => this.#handling.key("assignment", (row) => ({ assignee: "me", team: row.team })),
    assign: () => this.#withPane(() => this.pane.openMenu("assign")),
    label: () => this.#withPane(() => this.pane.openLabels()),
    resolve: () => this.#handling.key("status", () => ({ to: "resolved" })),
    snooze: () => this.#withPane(() => this.pane.openMenu("snooze")),
    spam: () => this.#withPane(() => this.pane.openSpam()),
    priority: ({ key }) => this.#handling.key("priority", () => ({ priority: priority.keys[Number(key) - 1] })),
    why: () => this.#withPane(() => this.pane.toggleWhy()),
    platform: () => this.#withPane(() => this.pane.openPlatform()),
    filter: () => this.#route.screen === "queue" && this.queue.openFilter(),
    contact: () => this.#withPane(() => this.#does("contact")),
    go: ({ place }) => { location.hash = `#/${place}`; },
    pane: () => this.#nextPane(),
    keys: () => this.#does("keys"),
  };

  /** Acts that need the conversation before the eye; from a row they open it first. */
  #withPane(act) {
    if (this.pane.conversation) { act(); return true; }
    if (this.queue.focused) location.hash = address({ ...this.#route, conversation: this.queue.focused });
    return false;
  }

  #back() {
    if (document.documentElement.dataset.contact === "turned") { this.#does("contact"); return true; }
    if (document.activeElement?.closest("reply-box")) { this.pane.enter(); return true; }
    if (!this.#route.conversation) return false;
    location.hash = address({ ...this.#route, conversation: null });
    return true;
  }

  #undo() {
    const entry = this.pane.takeable;
    if (entry) { this.#answering.takeBack(entry); return true; }
    return this.toast.undo();
  }

  #nextPane() {
    const stops = ["side-bar a[aria-current], side-bar a", "notice-bar a, notice-bar button", ".rows [tabindex='0']", ".pane--talk h1",
      "reply-box textarea", "contact-panel .pane__body", "channel-list h1", "channel-detail button"]
      .map((selector) => this.querySelector(selector)).filter((element) => element?.checkVisibility());
    const at = stops.findIndex((stop) =>
      stop.closest("side-bar, notice-bar, queue-list, reply-box, conversation-pane, contact-panel, channel-list, channel-detail")?.contains(document.activeElement));
    stops[(at + 1) % stops.length]?.focus();
    return stops.length > 0;
  }

  #does(name) {
    const root = document.documentElement;
    switch (name) {
      case "keys": parts.keys().then(() => this.querySelector("key-dialog").open()); break;
      case "theme": {
        const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
        root.dataset.theme = isDark ? "light" : "dark";
        choose("theme", root.dataset.theme);
        break;
      }
      case "density":
        root.dataset.density = root.dataset.density === "roomy" ? "dense" : "roomy";
        choose("density", root.dataset.density);
        break;
      case "language":
        choose("language", language() === "de" ? "en" : "de");
        location.reload();
        break;
      case "contact":
        root.dataset.contact = root.dataset.contact === "turned" ? "" : "turned";
        if (root.dataset.contact) this.contact.querySelector(".pane__body")?.focus(); else this.pane.enter();
        break;
      case "sign-out": api.delete("/session").catch(() => {}).finally(() => this.#leave()); break;
    }
  }
}

function storage() {
  try { return localStorage; } catch { return null; }
}

customElements.define("desk-page", DeskPage);
