import { api } from "../lib/api.js";
import { icon, make } from "../lib/dom.js";
import { full, size, when } from "../lib/format.js";
import { say } from "../lib/say.js";
import { pick } from "../lib/words.js";
import { house } from "../models/house.js";
import { failure } from "./blank.js";

/** What could not be read and was set aside with its payload, and the way to read it again. */
class QuarantineList extends HTMLElement {
  #channel = null;
  #shown = null;

  /** Reads only when the number changes: the page draws often. */
  show(channel) {
    const state = `${channel.id}/${channel.quarantined}`;
    this.#channel = channel;
    if (state === this.#shown) return;
    this.#shown = state;
    if (channel.quarantined > 0) this.#read(); else this.replaceChildren();
  }

  async #read() {
    const { id } = this.#channel;
    try {
      const { items } = await api.get("/deliveries", { state: "quarantined", channel: id, limit: 50 });
      if (id === this.#channel.id) this.#draw(items);
    } catch (error) {
      if (error.status !== 401) this.replaceChildren(failure(pick("What was set aside cannot be loaded.",
        "Das Beiseitegelegte lässt sich nicht laden."), error, () => this.#read()));
    }
  }

  #draw(items) {
    this.replaceChildren(make("h3", { class: "section", text: pick("Set aside, nothing lost", "Beiseitegelegt, nichts verloren") }),
      make("ul", { class: "aside-list" }, ...items.map((delivery) => this.#item(delivery))));
  }

  #item(delivery) {
    const body = make("div", { class: "aside-list__body" });
    return make("li", {},
      make("div", { class: "aside-list__head" }, make("time",
        { datetime: delivery.receivedAt, title: full(delivery.receivedAt), text: when(delivery.receivedAt, api.now()) }),
        make("span", { class: "quiet", text: [delivery.stream, size(delivery.size)].filter(Boolean).join(", ") }),
        house.may("delivery.manage") && make("span", { class: "push acts" },
          make("button", { class: "button button--s button--bare", type: "button", "aria-expanded": "false", text: pick("Payload", "Inhalt"),
          onclick: (event) => this.#payload(event.currentTarget, delivery, body) }),
          make("button", { class: "button button--s", type: "button", text: pick("Read again", "Erneut einlesen"),
            onclick: (event) => this.#replay(event.currentTarget, delivery) }))),
      ...delivery.refusals.map(({ place, reason, advice }) => make("p", { class: "aside-list__why" }, icon("warn"),
        make("span", {}, place && make("code", { text: place }), place && " ", reason,
        advice && make("span", { class: "soft", text: ` ${advice}` })))),
      body);
  }

  async #payload(button, delivery, body) {
    const isOpen = body.childElementCount > 0;
    button.setAttribute("aria-expanded", String(!isOpen));
    if (isOpen) { body.replaceChildren(); return; }
    try {
      const whole = await api.get(`/deliveries/${delivery.id}`);
      body.replaceChildren(make("pre", { tabindex: "0", text: whole.body }));
    } catch (error) {
      body.replaceChildren(make("p", { class: "hint hint--stop", text: `${error.message} ${error.advice}` }));
    }
  }

  async #replay(button, delivery) {
    button.disabled = true;
    try {
      await api.post(`/deliveries/${delivery.id}/replay`);
      button.textContent = pick("Back in the line", "Wieder in der Reihe");
      say(button.textContent);
      await house.loadChannels(api);
    } catch (error) {
      button.disabled = false;
      button.closest("li").append(make("p", { class: "hint hint--stop", role: "alert", text: `${error.message} ${error.advice}` }));
    }
  }
}

customElements.define("quarantine-list", QuarantineList);
