import { icon, make } from "../lib/dom.js";

let opened = null;

/**
 * A small menu beside what opened it. Items: { title, hint, key, icon, isOn, tone, run } or { heading }. `isOn` makes an item one
 * that can be checked. Arrows walk, letters jump, Esc and Tab close, and the focus goes back to where it came from.
 */
class ChoiceMenu extends HTMLElement {
  static open(anchor, label, items) {
    opened?.close();
    const menu = opened = document.createElement("choice-menu");
    menu.#fill(anchor, label, items);
    document.body.append(menu);
    menu.#place();
    menu.#entries[0]?.focus();
    return menu;
  }

  #anchor;
  #opener;

  get #entries() { return [...this.querySelectorAll("button")]; }

  connectedCallback() {
    this.addEventListener("keydown", this.#walk);
    addEventListener("pointerdown", this.#outside, true);
    addEventListener("resize", this.#gone);
  }

  disconnectedCallback() {
    removeEventListener("pointerdown", this.#outside, true);
    removeEventListener("resize", this.#gone);
  }

  close({ back = true } = {}) {
    if (!this.isConnected) return;
    this.remove();
    this.#anchor.setAttribute?.("aria-expanded", "false");
    opened = null;
    if (back) this.#opener?.focus?.();
  }

  #fill(anchor, label, items) {
    this.#anchor = anchor;
    this.#opener = document.activeElement;
    if (anchor.hasAttribute("aria-haspopup")) anchor.setAttribute("aria-expanded", "true");
    this.setAttribute("role", "menu");
    this.setAttribute("aria-label", label);
    this.append(...items.map((item) => item.heading ? make("p", { class: "menu__heading", role: "presentation", text: item.heading })
      : this.#entry(item)));
  }

  #entry(item) {
    const canCheck = item.isOn != null;
    return make("button", { class: "menu__item", type: "button", tabindex: "-1", role: canCheck ? "menuitemcheckbox" : "menuitem",
      "aria-checked": canCheck && String(item.isOn),
      "data-tone": item.tone, onclick: () => { this.close(); item.run(); } },
    canCheck ? make("span", { class: "menu__check" }, item.isOn && icon("check")) : item.icon && icon(item.icon),
    make("span", { class: "menu__title", text: item.title }), item.hint && make("span", { class: "menu__hint", text: item.hint }),
      item.key && make("kbd", { text: item.key }));
  }

  #place() {
    const at = this.#anchor.getBoundingClientRect(), own = this.getBoundingClientRect(), edge = 8;
    const below = at.bottom + 4 + own.height <= innerHeight - edge;
    this.style.top = `${Math.max(edge, below ? at.bottom + 4 : Math.min(at.top - own.height - 4, innerHeight - own.height - edge))}px`;
    const left = at.left + own.width <= innerWidth - edge ? at.left : at.right - own.width;
    this.style.left = `${Math.max(edge, Math.min(left, innerWidth - own.width - edge))}px`;
  }

  #walk = (event) => {
    const entries = this.#entries, at = entries.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to != null) entries.at(to % entries.length).focus();
    else if (event.key === "Escape") this.close();
    else if (event.key === "Tab") { this.close(); return; }
    else if (event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey) this.#jump(event.key.toLowerCase(), entries, at);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  #jump(letter, entries, at) {
    const byKey = entries.find((entry) => entry.querySelector("kbd")?.textContent.toLowerCase() === letter);
    if (byKey) { byKey.click(); return; }
    const order = [...entries.slice(at + 1), ...entries.slice(0, at + 1)];
    order.find((entry) => entry.querySelector(".menu__title").textContent.toLowerCase().startsWith(letter))?.focus();
  }

  #outside = (event) => { if (!this.contains(event.target)) this.close({ back: false }); };
  #gone = () => this.close({ back: false });
}

customElements.define("choice-menu", ChoiceMenu);
export { ChoiceMenu };
