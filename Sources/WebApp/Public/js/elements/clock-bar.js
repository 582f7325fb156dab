import { api } from "../lib/api.js";
import { icon, make } from "../lib/dom.js";
import { full, span, when } from "../lib/format.js";
import { metric, pick } from "../lib/words.js";
import { inOrder, promiseClock } from "../models/clock.js";

const MOST = 3;

/** The promises of a conversation: what runs first, then what was kept. It ticks, and announces no tick. */
class ClockBar extends HTMLElement {
  #shown = [];
  #timer;

  connectedCallback() { this.#timer = setInterval(() => this.tick(api.now()), 1000); }
  disconnectedCallback() { clearInterval(this.#timer); }

  show(promises, now) {
    const wasOpen = this.querySelector("details")?.open ?? false;
    this.#shown = inOrder(promises).slice(0, MOST).map((promise) => ({ promise, element: make("span", { class: "aspect" }) }));
    const ones = this.#shown.map(({ promise, element }) => make("span", { class: "clocks__one" }, make("span", { class: "clocks__name", text: this.#name(promise, promises) }), element));
    if (ones.length === 0) ones.push(make("span", { class: "aspect", "data-aspect": "none" }, icon("a-none"), make("span", { text: pick("no promise", "keine Zusage") })));
    this.replaceChildren(make("div", { class: "clocks" }, ...ones, this.#shown.length > 0 && this.#why(promises, now, wasOpen)));
    this.tick(now);
  }

  /** Opens or folds the reasons. */
  toggle() {
    const details = this.querySelector("details");
    if (details) { details.open = !details.open; details.querySelector("summary").focus(); }
    return Boolean(details);
  }

  tick(now) {
    for (const { promise, element } of this.#shown) {
      const clock = promiseClock(promise, now), said = `${clock.word} ${clock.amount}`;
      if (element.dataset.said === said) continue;
      element.dataset.said = said;
      element.dataset.aspect = clock.aspect;
      if (promise.dueAt) element.title = full(promise.dueAt);
      element.replaceChildren(icon(clock.sign), make("span", { text: clock.word }), clock.amount ? make("b", { text: clock.amount }) : this.#took(promise));
    }
  }

  #name(promise, all) {
    const several = all.filter((one) => one.metric === promise.metric).length > 1;
    return several && promise.n > 1 ? `${metric(promise.metric)} ${promise.n}` : metric(promise.metric);
  }

  /** Where a promise was kept: after how long. */
  #took(promise) {
    return promise.state === "met" && promise.stoppedAt ? make("b", { text: pick(`in ${span(Date.parse(promise.stoppedAt) - Date.parse(promise.startedAt))}`, `nach ${span(Date.parse(promise.stoppedAt) - Date.parse(promise.startedAt))}`) }) : "";
  }

  #why(promises, now, isOpen) {
    const rows = inOrder(promises).map((promise) => make("li", {},
      make("b", { text: this.#name(promise, promises) }),
      make("span", { text: pick(` ${span(promise.targetSeconds * 1000)} within the open hours of “${promise.policy}”, from ${when(promise.startedAt, now)}${promise.dueAt ? `, due ${when(promise.dueAt, now)}` : ""}.`,
        ` ${span(promise.targetSeconds * 1000)} in den offenen Stunden von „${promise.policy}“, ab ${when(promise.startedAt, now)}${promise.dueAt ? `, fällig ${when(promise.dueAt, now)}` : ""}.`) })));
    return make("details", { class: "why push", open: isOpen }, make("summary", { text: pick("Why this time?", "Warum diese Zeit?"), title: "W" }), make("ul", { class: "why__sheet" }, ...rows));
  }
}

customElements.define("clock-bar", ClockBar);
