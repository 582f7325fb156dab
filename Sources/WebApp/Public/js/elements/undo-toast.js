import { make } from "../lib/dom.js";
import { say } from "../lib/say.js";
import { pick } from "../lib/words.js";

const LASTS = 10_000;

/** What was just done, with the way back, for ten seconds. Only one at a time; an error never stands here alone. */
class UndoToast extends HTMLElement {
  #timer;
  #undo = null;

  /** `text` may be a function of the time left in seconds, for what leaves at its end. */
  tell(text, { undo = null, word = pick("Undo", "Rückgängig"), lasts = LASTS } = {}) {
    this.dismiss();
    this.#undo = undo;
    const end = Date.now() + lasts, span = make("span");
    const put = () => {
      const left = Math.ceil((end - Date.now()) / 1000);
      if (left <= 0) { this.dismiss(); return; }
      span.textContent = typeof text === "function" ? text(left) : text;
    };
    put();
    say(span.textContent);
    this.replaceChildren(make("div", { class: "toast" }, span, undo && make("button",
      { class: "button button--s", type: "button", onclick: () => this.undo() }, make("span", { text: word }),
      make("kbd", { "aria-hidden": "true", text: "Z" }))));
    this.#timer = setInterval(put, 250);
  }

  /** Does what the button does; false when there is nothing to undo. */
  undo() {
    const undo = this.#undo;
    this.dismiss();
    undo?.();
    return Boolean(undo);
  }

  dismiss() {
    clearInterval(this.#timer);
    this.#undo = null;
    this.replaceChildren();
  }
}

customElements.define("undo-toast", UndoToast);
