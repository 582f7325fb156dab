import { api } from "../lib/api.js";
import { announce, draw, make } from "../lib/dom.js";
import { full } from "../lib/format.js";
import { pick } from "../lib/words.js";
import { fuse } from "../models/fuse.js";
import { isSettled, told } from "../models/outbox.js";
import { aspect, turn } from "./signs.js";
import { outside } from "./person-text.js";

/** What a person may do, as a button: [English, German, key, whether it is a quiet one]. */
const buttons = {
  takeBack: ["Take back", "Zurückholen", "Z"],
  retry: ["Try again", "Erneut senden"],
  isThere: ["It is there", "Es ist da"],
  again: ["Send again", "Erneut senden"],
  copy: ["Copy text", "Text kopieren", null, true],
  discard: ["Discard", "Verwerfen", null, true],
};

/**
 * What became of one act: its state, the time to take it back, what to do. It announces `outbox` with { act, entry, card }.
 * "Send again" asks once more, because the answer may then stand there twice.
 */
class OutboxCard extends HTMLElement {
  #entry;
  #isAsking = false;
  #isBusy = false;
  #timer;

  get entry() { return this.#entry; }

  show(entry) {
    if (this.#entry?.id !== entry.id || this.#entry.state !== entry.state) [this.#isAsking, this.#isBusy] = [false, false];
    this.#entry = entry;
    this.#draw();
    if (this.isConnected) this.connectedCallback();
  }

  connectedCallback() {
    clearInterval(this.#timer);
    if (!this.#entry || isSettled(this.#entry)) return;
    this.#timer = setInterval(() => this.#tick(), fuse(this.#entry, api.now()) ? 100 : 1000);
  }

  disconnectedCallback() { clearInterval(this.#timer); }

  /** Waits for the service; the buttons rest. */
  set isBusy(value) {
    this.#isBusy = value;
    for (const button of this.querySelectorAll("button")) button.disabled = value;
  }

  #draw() {
    const now = api.now(), said = told(this.#entry, now), burning = fuse(this.#entry, now), isDark = said.state === "unknown";
    this.className = "act";
    this.dataset.aspect = said.aspect;
    const sign = aspect(said);
    if (this.#entry.sentAt) sign.title = full(this.#entry.sentAt);
    const state = make("div", { class: "act__state" }, sign, make("span", { class: "quiet act__facts", text: said.facts }),
      !isDark && this.#link("push", pick("See it there", "Dort ansehen")), this.#buttons(said.acts));
    const advice = make("p", { class: "act__advice" }, said.advice, " ",
      isDark && this.#link("", pick("Look on the platform", "Auf der Plattform nachsehen")),
      this.#isAsking && make("b", { text: pick(" It may then stand there twice.", " Sie steht dann vielleicht zweimal dort.") }));
    this.replaceChildren(...[burning && this.#fuse(burning), state, (said.advice || this.#isAsking) && advice].filter(Boolean));
  }

  #tick() {
    const now = api.now(), said = told(this.#entry, now);
    turn(this.querySelector(".aspect"), said);
    this.querySelector(".act__facts").textContent = said.facts;
    this.querySelector(".left")?.setAttribute("width", 100 * (fuse(this.#entry, now)?.share ?? 0));
  }

  #fuse({ share }) {
    return draw("svg", { class: "fuse", viewBox: "0 0 100 3", preserveAspectRatio: "none", "aria-hidden": "true" },
      draw("rect", { class: "rest", width: 100, height: 3 }), draw("rect", { class: "left", width: 100 * share, height: 3 }));
  }

  #link(kind, text) { return outside(this.#entry.permalink, { class: kind, text }); }

  #buttons(acts) {
    if (acts.length === 0) return null;
    return make("span", { class: "act__btns" }, this.#isAsking ? this.#asked() : acts.map((act) => this.#button(act)));
  }

  #button(act) {
    const [en, de, key, isQuiet] = buttons[act];
    return make("button", { class: `button button--s ${isQuiet ? "button--bare" : ""}`, type: "button", disabled: this.#isBusy,
      onclick: () => this.#does(act) },
      make("span", { text: pick(en, de) }), key && make("kbd", { "aria-hidden": "true", text: key }));
  }

  #asked() {
    const stop = () => { this.#isAsking = false; this.#draw(); };
    return [
      make("button", { class: "button button--s button--stop", type: "button", text: pick("Send again anyway", "Trotzdem erneut senden"),
        onclick: () => this.#tell("again") }),
      make("button", { class: "button button--s", type: "button", text: pick("No, wait", "Nein, warten"), onclick: stop }),
    ];
  }

  #does(act) {
    if (act !== "again") { this.#tell(act); return; }
    this.#isAsking = true;
    this.#draw();
    this.querySelector("button").focus();
  }

  #tell(act) { announce(this, "outbox", { act, entry: this.#entry, card: this }); }
}

customElements.define("outbox-card", OutboxCard);
