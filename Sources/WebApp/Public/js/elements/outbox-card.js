import { api } from "../lib/api.js";
import { announce, draw, icon, make } from "../lib/dom.js";
import { full } from "../lib/format.js";
import { pick } from "../lib/words.js";
import { leads } from "../models/plain.js";
import { fuse } from "../models/fuse.js";
import { isSettled, told } from "../models/outbox.js";

const buttons = {
  takeBack: ["Take back", "Zurückholen", "Z"], retry: ["Try again", "Erneut senden"], isThere: ["It is there", "Es ist da"], again: ["Send again", "Erneut senden"],
  copy: ["Copy text", "Text kopieren", null, true], discard: ["Discard", "Verwerfen", null, true],
};

/**
 * What became of one act: its state, the time to take it back, what to do. It announces `outbox` with { act, entry }.
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
    clearInterval(this.#timer);
    if (this.isConnected) this.connectedCallback();
  }

  connectedCallback() {
    clearInterval(this.#timer);
    if (this.#entry && !isSettled(this.#entry)) this.#timer = setInterval(() => this.#tick(), fuse(this.#entry, api.now()) ? 100 : 1000);
  }

  disconnectedCallback() { clearInterval(this.#timer); }

  /** Waits for the service; the buttons rest. */
  set isBusy(value) {
    this.#isBusy = value;
    for (const button of this.querySelectorAll("button")) button.disabled = value;
  }

  #draw() {
    const said = told(this.#entry, api.now()), burning = fuse(this.#entry, api.now());
    this.className = "act";
    this.dataset.aspect = said.aspect;
    const state = make("div", { class: "act__state" },
      make("span", { class: "aspect", "data-aspect": said.aspect }, icon(said.sign), make("span", { text: said.word }), make("b", { class: "act__amount", text: said.amount })),
      make("span", { class: "quiet act__facts", text: said.facts }),
      this.#entry.state !== "unknown" && this.#link(), said.acts.length > 0 && make("span", { class: "act__btns" }, ...(this.#isAsking ? this.#asked() : said.acts.map((act) => this.#button(act)))));
    this.replaceChildren(...[burning && this.#fuse(burning), state, (said.advice || this.#isAsking) && make("p", { class: "act__advice" },
      said.advice, " ", this.#entry.state === "unknown" && this.#link(), this.#isAsking && make("b", { text: pick(" It may then stand there twice.", " Sie steht dann vielleicht zweimal dort.") }))].filter(Boolean));
    if (this.#entry.sentAt) this.querySelector(".aspect").title = full(this.#entry.sentAt);
  }

  #tick() {
    const burning = fuse(this.#entry, api.now()), said = told(this.#entry, api.now());
    this.querySelector(".act__amount").textContent = said.amount;
    this.querySelector(".act__facts").textContent = said.facts;
    this.querySelector(".left")?.setAttribute("width", 100 * (burning?.share ?? 0));
  }

  #fuse({ share }) {
    return draw("svg", { class: "fuse", viewBox: "0 0 100 3", preserveAspectRatio: "none", "aria-hidden": "true" }, draw("rect", { class: "rest", width: 100, height: 3 }), draw("rect", { class: "left", width: 100 * share, height: 3 }));
  }

  #link() {
    const { permalink, state } = this.#entry;
    if (!permalink || !leads(permalink)) return null;
    return make("a", { class: state === "unknown" ? null : "push", href: permalink, target: "_blank", rel: "noopener noreferrer nofollow", text: state === "unknown" ? pick("Look on the platform", "Auf der Plattform nachsehen") : pick("See it there", "Dort ansehen") });
  }

  #button(act) {
    const [en, de, key, isBare] = buttons[act];
    return make("button", { class: `button button--s ${isBare ? "button--bare" : ""}`, type: "button", disabled: this.#isBusy, onclick: () => this.#does(act) }, make("span", { text: pick(en, de) }), key && make("kbd", { "aria-hidden": "true", text: key }));
  }

  #asked() {
    return [make("button", { class: "button button--s button--stop", type: "button", text: pick("Send again anyway", "Trotzdem erneut senden"), onclick: () => this.#tell("again") }),
      make("button", { class: "button button--s", type: "button", text: pick("No, wait", "Nein, warten"), onclick: () => { this.#isAsking = false; this.#draw(); } })];
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
