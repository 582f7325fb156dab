import { api } from "../lib/api.js";
import { make } from "../lib/dom.js";
import { full, span, when } from "../lib/format.js";
import { metric, pick } from "../lib/words.js";
import { inOrder, promiseClock } from "../models/clock.js";
import { aspect, turn } from "./signs.js";

const MOST = 3;

/** The promises of a conversation: what runs first, then what was kept. It ticks, and announces no tick. */
class ClockBar extends HTMLElement {
  #shown = [];
  #timer;

  connectedCallback() { this.#timer = setInterval(() => this.tick(api.now()), 1000); }
  disconnectedCallback() { clearInterval(this.#timer); }

  show(promises, now) {
    const isOpen = this.querySelector("details")?.open ?? false, all = inOrder(promises);
    this.#shown = all.slice(0, MOST).map((promise) => ({ promise, element: this.#clock(promise, now) }));
    const ones = this.#shown.map(({ promise, element }) =>
      make("span", { class: "clocks__one" }, make("span", { class: "clocks__name", text: name(promise, all) }), element));
    if (ones.length === 0) ones.push(aspect({ sign: "a-none", aspect: "none", word: pick("no promise", "keine Zusage") }));
    this.replaceChildren(make("div", { class: "clocks" }, ...ones, all.length > 0 && this.#why(all, now, isOpen)));
  }

  /** Opens or folds the reasons; false where there are none. */
  toggle() {
    const details = this.querySelector("details");
    if (!details) return false;
    details.open = !details.open;
    details.querySelector("summary").focus();
    return true;
  }

  tick(now) {
    for (const { promise, element } of this.#shown) turn(element, promiseClock(promise, now));
  }

  #clock(promise, now) {
    const element = aspect(promiseClock(promise, now));
    if (promise.dueAt) element.title = full(promise.dueAt);
    return element;
  }

  #why(all, now, isOpen) {
    const reasons = all.map((promise) => make("li", {}, make("b", { text: name(promise, all) }), " ", reason(promise, now)));
    return make("details", { class: "why push", open: isOpen },
      make("summary", { text: pick("Why this time?", "Warum diese Zeit?"), title: "W" }), make("ul", { class: "why__sheet" }, ...reasons));
  }
}

/** Its metric, and which of several rounds it is. */
function name({ metric: what, n }, all) {
  return n > 1 && all.filter((one) => one.metric === what).length > 1 ? `${metric(what)} ${n}` : metric(what);
}

/** How the due time comes about. */
function reason({ targetSeconds, policy, startedAt, dueAt }, now) {
  const target = span(targetSeconds * 1000), from = when(startedAt, now), due = dueAt && when(dueAt, now);
  return pick(`${target} within the open hours of “${policy}”, from ${from}${due ? `, due ${due}` : ""}.`,
    `${target} in den offenen Stunden von „${policy}“, ab ${from}${due ? `, fällig ${due}` : ""}.`);
}

customElements.define("clock-bar", ClockBar);
