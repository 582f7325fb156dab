import { icon, make } from "../lib/dom.js";
import { number, span, time } from "../lib/format.js";
import { alarm, say } from "../lib/say.js";
import { live } from "../lib/live.js";
import { api } from "../lib/api.js";
import { channelState, pick } from "../lib/words.js";
import { consequence, isStopped, noticeTitle } from "../models/channels.js";
import { house } from "../models/house.js";

/**
 * At most one line above the work: what went wrong just now, what came back (for four seconds), a stopped channel, a lost connection; the
 * rest behind "2 more".
 */
class NoticeBar extends HTMLElement {
  #told = null;
  #back = null;
  #isOpen = false;
  #timers = {};

  connectedCallback() {
    live.addEventListener("state", this.#changed);
    live.addEventListener("back", this.#connected);
    house.addEventListener("channels", this.#changed);
    this.#timers.tick = setInterval(() => this.#tick(), 1000);
    this.#draw();
  }

  disconnectedCallback() {
    live.removeEventListener("state", this.#changed);
    live.removeEventListener("back", this.#connected);
    house.removeEventListener("channels", this.#changed);
    for (const timer of Object.values(this.#timers)) clearTimeout(timer);
  }

  /** Says what an act came to; it stands until it is read. */
  tell(title, text) {
    this.#told = { tone: "stop", sign: "a-late", title, text, step: { text: pick("Understood", "Verstanden"),
      run: () => { this.#told = null; this.#draw(); } } };
    alarm(`${title} ${text}`);
    this.#draw();
  }

  #changed = () => {
    if (live.state === "lost") alarm(pick("No connection.", "Keine Verbindung."));
    this.#draw();
  };

  #connected = () => {
    const { caughtUp } = live;
    this.#back = caughtUp === 0 ? pick("Connected again. Nothing happened meanwhile.", "Wieder verbunden. Inzwischen geschah nichts.")
      : pick(`Connected again. ${number(caughtUp)} ${caughtUp === 1 ? "event" : "events"} read in, no gap.`,
        `Wieder verbunden. ${number(caughtUp)} ${caughtUp === 1 ? "Ereignis" : "Ereignisse"} nachgelesen, keine Lücke.`);
    say(this.#back);
    this.#draw();
    this.#timers.back = setTimeout(() => { this.#back = null; this.#draw(); }, 4_000);
  };

  #all() {
    const stopped = house.channels.filter(isStopped).map((channel) =>
      ({ tone: "stop", sign: channelState.sign(channel.state), isBrief: true, title: noticeTitle(channel, api.now()), text: consequence(channel),
      step: { text: pick("See what to do", "Was zu tun ist"), href: `#/channels/${channel.id}` } }));
    const lost = live.state === "lost" ? [{ tone: "shunt", sign: "offline", isLost: true, isBrief: true, title: this.#lostFor(),
      text: pick(`As of ${time(live.lastAt ?? live.since, true)}. Drafts stay here, answers leave once the connection is back.`,
        `Stand ${time(live.lastAt ?? live.since, true)}. Entwürfe bleiben hier, Antworten gehen hinaus, sobald die Verbindung steht.`),
      step: { text: pick("Try now", "Jetzt versuchen"), run: () => live.retry() } }] : [];
    const back = this.#back && live.state === "open" ? [{ tone: "clear", sign: "a-clear", title: "", text: this.#back }] : [];
    return [this.#told, ...back, ...stopped, ...lost].filter(Boolean);
  }

  #lostFor() { return pick(`No connection for ${span(Date.now() - live.since)}.`, `Keine Verbindung seit ${span(Date.now() - live.since)}.`); }

  #tick() {
    const lost = this.querySelector("[data-lost] strong");
    if (lost && live.since) lost.textContent = this.#lostFor();
  }

  #draw() {
    const all = this.#all(), shown = this.#isOpen ? all : all.slice(0, 1), more = all.length - 1;
    if (more < 1) this.#isOpen = false;
    this.replaceChildren(...shown.map((notice, index) => this.#notice(notice, index === 0 && more > 0 && this.#fold(more))));
  }

  #notice({ tone, sign, title, text, step, isLost, isBrief }, fold) {
    return make("div", { class: "notice", "data-tone": tone, "data-lost": isLost }, icon(sign),
      make("p", {}, title && make("strong", { text: title }), title && " ", make("span", { class: `soft ${isBrief ? "notice__more" : ""}`, text })),
      make("span", { class: "notice__acts" }, fold, step
        && (step.href ? make("a", { class: "button button--s", href: step.href, text: step.text })
        : make("button", { class: "button button--s", type: "button", text: step.text, onclick: step.run }))));
  }

  #fold(more) {
    return make("button", { class: "button button--s button--bare", type: "button", "aria-expanded": String(this.#isOpen),
      text: this.#isOpen ? pick("Less", "Weniger") : pick(`${more} more`, `${more} weitere`),
      onclick: () => { this.#isOpen = !this.#isOpen; this.#draw(); } });
  }
}

customElements.define("notice-bar", NoticeBar);
