import { copy, make } from "../lib/dom.js";
import { map, printed } from "../lib/keys.js";
import { choose, setting } from "../lib/settings.js";
import { pick } from "../lib/words.js";

/** The map of keys, and the switch that turns single keys off. */
class KeyDialog extends HTMLElement {
  connectedCallback() {
    this.replaceChildren(copy("keys"));
    this.querySelector("dl").append(...map.map(([keys, en, de]) => make("div", {}, make("dt", { text: pick(en, de) }),
      make("dd", {}, ...keys.split(" ").map((key) => make("kbd", { text: printed(key) }))))));
    const toggle = this.querySelector("input");
    toggle.checked = setting("keys") !== "off";
    toggle.addEventListener("change", () => choose("keys", toggle.checked ? null : "off"));
  }

  open() { this.querySelector("dialog").showModal(); }
}

customElements.define("key-dialog", KeyDialog);
