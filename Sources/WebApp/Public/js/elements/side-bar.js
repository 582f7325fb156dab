import { announce, arrange, icon, make } from "../lib/dom.js";
import { number } from "../lib/format.js";
import { pick, role } from "../lib/words.js";
import { isStopped } from "../models/channels.js";
import { house } from "../models/house.js";
import { shortTitle, title, views } from "../models/views.js";
import { ChoiceMenu } from "./choice-menu.js";
import { person } from "./signs.js";

/** The views with their live counts, what is managed, and the person. */
class SideBar extends HTMLElement {
  #items = new Map();

  connectedCallback() {
    this.append(this.#nav());
    for (const event of ["change", "counts", "channels"]) house.addEventListener(event, this.#count);
    this.#count();
  }

  disconnectedCallback() {
    for (const event of ["change", "counts", "channels"]) house.removeEventListener(event, this.#count);
  }

  /** Marks where one is: a view's name, or "channels". */
  set current(name) {
    for (const [key, item] of this.#items) {
      if (key === name) item.setAttribute("aria-current", "page"); else item.removeAttribute("aria-current");
    }
    this.#more?.toggleAttribute("data-current", !views.get(name)?.phone);
  }

  #more;

  #nav() {
    const list = [...views].map(([name, view]) => this.#item(name, `#/${name}`, view.icon, title(name), view.phone ? "" : "phone-hides"));
    this.#more = make("button", { class: "side__item phone-only", type: "button", "aria-haspopup": "menu", onclick: this.#openMore }, icon("more"),
      make("span", { text: pick("More", "Mehr") }));
    return make("nav", { class: "side", "aria-label": pick("Views", "Ansichten") },
      make("a", { class: "side__brand", href: "#/open", "aria-label": "Stellwerk" }, icon("brand"),
        make("span", { class: "rail-hides", text: "Stellwerk" })),
      make("div", { class: "side__group side__group--first" }, ...list, this.#more),
      make("div", { class: "side__group" },
        make("h2", { class: "side__title rail-hides", text: pick("Manage", "Verwalten") }),
        this.#item("channels", "#/channels", "lines", pick("Channels", "Kanäle"))),
      make("div", { class: "side__foot" }));
  }

  #item(name, href, sign, text, kind = "") {
    const short = views.has(name) ? shortTitle(name) : text;
    const item = make("a", { class: `side__item ${kind}`, href, title: text, "aria-label": short !== text && text }, icon(sign),
      ...(short === text ? [make("span", { class: "rail-hides", text })]
        : [make("span", { class: "rail-hides phone-hides", text }), make("span", { class: "phone-only", text: short })]),
        make("span", { class: "count" }));
    this.#items.set(name, item);
    return item;
  }

  #count = () => {
    for (const [name, view] of views) this.#put(name, house.counts.views[view.count]);
    const stopped = house.channels.filter(isStopped).length;
    this.#put("channels", stopped || "", stopped ? "count--stop" : "", pick("stopped", "stehen"));
    arrange(this.querySelector(".side__foot"), this.#foot());
  };

  #put(name, value, kind = "", word = "") {
    const count = this.#items.get(name).querySelector(".count");
    count.className = `count ${kind}`;
    count.replaceChildren(value == null || value === "" ? "" : number(value),
      word && value ? make("span", { class: "unseen", text: ` ${word}` }) : "");
  }

  #foot() {
    if (!house.me) return [];
    const name = house.me.displayName;
    const button = make("button", { class: "side__person", type: "button", "aria-haspopup": "menu",
      "aria-label": pick(`${name}: language, light, keys, sign out`, `${name}: Sprache, Licht, Tasten, Abmelden`), onclick: this.#openPerson },
      person(house.me),
        make("span", { class: "rail-hides side__name" }, make("span", { class: "cut", text: name }),
        make("small", { class: "quiet cut", text: role(house.me.role) })));
    return [button];
  }

  #personItems() {
    const does = (name) => () => announce(this, "do", { name });
    return [
      { title: pick("Auf Deutsch", "In English"), icon: "translate", run: does("language") },
      { title: pick("Light or dark", "Hell oder dunkel"), icon: "sun", run: does("theme") },
      { title: pick("Roomy or dense rows", "Weite oder dichte Zeilen"), icon: "drag", run: does("density") },
      { title: pick("Keys", "Tasten"), icon: "key", key: "?", run: does("keys") },
      { title: pick("Sign out", "Abmelden"), icon: "close", run: does("sign-out") },
    ];
  }

  #openPerson = (event) => ChoiceMenu.open(event.currentTarget, house.me.displayName, this.#personItems());

  #openMore = (event) => ChoiceMenu.open(event.currentTarget, pick("More", "Mehr"), [
    ...[...views].filter(([, view]) => !view.phone).map(([name, view]) =>
      ({ title: title(name), icon: view.icon, hint: number(house.counts.views[view.count] ?? 0), run: () => { location.hash = `#/${name}`; } })),
    { title: pick("Channels", "Kanäle"), icon: "lines", run: () => { location.hash = "#/channels"; } },
    { heading: house.me.displayName }, ...this.#personItems(),
  ]);
}

customElements.define("side-bar", SideBar);
