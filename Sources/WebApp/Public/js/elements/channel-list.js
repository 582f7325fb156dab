import { api } from "../lib/api.js";
import { arrange, copy, make } from "../lib/dom.js";
import { number } from "../lib/format.js";
import { channelState, pick } from "../lib/words.js";
import { inOrder, isStopped, stateLine } from "../models/channels.js";
import { house } from "../models/house.js";
import { blank, bones, failure } from "./blank.js";
import { aspect, bullet } from "./signs.js";
import "./channel-detail.js";

/** The lines with their state, worst first, and one of them in full. */
class ChannelList extends HTMLElement {
  #chosen = null;
  #timer;

  connectedCallback() {
    if (!this.childElementCount) {
      this.classList.add("page");
      this.replaceChildren(copy("channels"));
    }
    house.addEventListener("channels", this.#draw);
    this.#timer = setInterval(() => { if (!this.hidden) this.#draw(); }, 5_000);
  }

  disconnectedCallback() {
    house.removeEventListener("channels", this.#draw);
    clearInterval(this.#timer);
  }

  /** Shows the page; `id` chooses a channel, null the one that needs most. */
  async open(id) {
    this.#chosen = id;
    this.toggleAttribute("data-chosen", Boolean(id));
    if (house.channels.length) this.#draw(); else this.querySelector("channel-detail").replaceChildren(bones(2));
    await this.#read();
  }

  /** Says beside the chosen channel what came of something done elsewhere. */
  tell(outcome) {
    this.#draw();
    this.querySelector("channel-detail").tell(outcome);
  }

  async #read() {
    try { await house.loadChannels(api); } catch (error) {
      if (error.status !== 401
        && house.channels.length === 0) this.querySelector("channel-detail").replaceChildren(failure(pick("The channels cannot be loaded.",
        "Die Kanäle lassen sich nicht laden."), error, () => this.#read(), { every: 8 }));
    }
  }

  #draw = () => {
    if (this.hidden) return;
    const channels = inOrder(house.channels), stopped = channels.filter(isStopped).length;
    this.querySelector(".page__head .count").textContent = channels.length
      ? pick(`${number(channels.length)} ${channels.length === 1 ? "line" : "lines"}${stopped ? `, ${number(stopped)} stopped` : ""}`,
      `${number(channels.length)} ${channels.length === 1 ? "Linie" : "Linien"}${stopped ? `, ${number(stopped)} ${stopped === 1 ? "steht" : "stehen"}` : ""}`) : "";
    const shown = channels.find((channel) => channel.id === this.#chosen) ?? channels[0];
    if (!shown) {
      this.querySelector("channel-detail").replaceChildren(blank("closed", pick("No line is open yet.", "Noch fährt hier nichts."),
        pick("Connect the first channel in channels.yaml, and messages arrive by themselves.",
        "Den ersten Kanal in channels.yaml verbinden, dann kommen Nachrichten von selbst.")));
      return;
    }
    const known = new Map([...this.querySelectorAll(".chans > li")].map((item) => [item.dataset.id, item]));
    arrange(this.querySelector(".chans"), channels.map((channel) => this.#item(channel, channel === shown, known.get(channel.id))));
    this.querySelector("channel-detail").show(shown);
  };

  #item(channel, isCurrent, known) {
    const item = known ?? make("li", { "data-id": channel.id }, make("a", { class: "chan", href: `#/channels/${channel.id}` }));
    const link = item.firstElementChild;
    link.classList.toggle("is-current", isCurrent);
    if (isCurrent) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
    const { state: is } = channel;
    const state = aspect({ sign: channelState.sign(is), aspect: channelState.aspect(is), word: stateLine(channel, api.now()) }, "tiny");
    const aside = make("span", { class: "count count--stop push", title: pick("set aside", "beiseitegelegt"), text: number(channel.quarantined) });
    link.replaceChildren(bullet(channel), make("span", { class: "chan__name" }, make("b", { class: "cut", text: channel.name }), state),
      ...(channel.quarantined > 0 ? [aside] : []));
    return item;
  }
}

customElements.define("channel-list", ChannelList);
