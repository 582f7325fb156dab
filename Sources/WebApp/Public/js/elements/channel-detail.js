import { api } from "../lib/api.js";
import { icon, make } from "../lib/dom.js";
import { full, number, span, time, when } from "../lib/format.js";
import { say } from "../lib/say.js";
import { ability, channelState, pick } from "../lib/words.js";
import { consequence, glyph } from "../models/channels.js";
import { house } from "../models/house.js";
import "./quarantine-list.js";

/** One channel: what state, since when, why, what to do; what it keeps; what it can do. */
class ChannelDetail extends HTMLElement {
  #channel = null;
  #busy = null;
  #outcome = null;

  show(channel) {
    if (channel.id !== this.#channel?.id) this.#outcome = null;
    this.#channel = channel;
    const list = this.querySelector("quarantine-list") ?? document.createElement("quarantine-list");
    const focused = this.querySelector(":focus")?.dataset.do;
    this.setAttribute("aria-label", channel.name);
    this.replaceChildren(...[this.#title(), this.#outcomeBox(), this.#call(), this.#figures(), list, this.#abilities()].filter(Boolean));
    list.show(channel);
    if (focused) this.querySelector(`[data-do=${focused}]`)?.focus();
  }

  #title() {
    const { name, title, connector, hue, account } = this.#channel;
    return make("div", { class: "titled" }, make("a", { class: "button button--bare button--icon titled__back", href: "#/channels", "aria-label": pick("All channels", "Alle Kanäle") }, icon("back")), make("span", { class: "bullet bullet--l", "data-hue": hue }, icon(glyph(connector))),
      make("div", {}, make("h2", { class: "titled__name", text: name }), make("p", { class: "small quiet", text: [title, account?.name].filter(Boolean).join(" · ") })),
      house.may("channel.manage") && make("span", { class: "push acts" }, ...this.#buttons()));
  }

  #buttons() {
    const acts = [["test", pick("Test", "Testen")], ["poll", pick("Look now", "Jetzt nachsehen")], this.#channel.isPaused ? ["resume", pick("Let it run", "Weiterlaufen lassen")] : ["pause", pick("Pause", "Anhalten")]];
    return acts.map(([act, text]) => make("button", { class: "button", type: "button", "data-do": act, disabled: this.#busy != null, text: this.#busy === act ? `${text} …` : text, onclick: () => this.#do(act) }));
  }

  async #do(act) {
    const channel = this.#channel;
    [this.#busy, this.#outcome] = [act, null];
    this.show(channel);
    try {
      const now = await api.post(`/channels/${channel.id}/${act}`);
      this.#outcome = { tone: "clear", title: { test: pick("It answers.", "Er antwortet."), poll: pick("It is looked at now.", "Es wird jetzt nachgesehen."), pause: pick("Paused. What arrives by webhook is kept.", "Angehalten. Was per Webhook kommt, wird aufbewahrt."), resume: pick("It runs again.", "Er läuft wieder.") }[act], text: "" };
      if (now) house.channels = house.channels.map((one) => one.id === now.id ? now : one);
    } catch (error) {
      this.#outcome = { tone: "stop", title: error.message, text: error.advice };
    }
    this.#busy = null;
    say(`${this.#outcome.title} ${this.#outcome.text}`);
    if (this.#channel.id === channel.id) this.show(house.channels.find((one) => one.id === channel.id) ?? channel);
    house.dispatchEvent(new Event("channels"));
  }

  #outcomeBox() {
    if (!this.#outcome) return null;
    const { tone, title, text } = this.#outcome;
    return make("div", { class: "notice notice--box", "data-tone": tone }, icon(tone === "clear" ? "a-clear" : "a-late"), make("p", {}, make("strong", { text: title }), " ", make("span", { class: "soft", text })));
  }

  #call() {
    const { state, since, reason, advice } = this.#channel, now = api.now(), aspect = channelState.aspect(state);
    const isWell = state === "running";
    return make("div", { class: "call", "data-aspect": aspect }, make("div", {},
      make("p", { class: "aspect", "data-aspect": aspect }, icon(channelState.sign(state)), make("b", { text: channelState(state) }), make("span", { title: full(since), text: pick(`since ${when(since, now)}, for ${span(now - Date.parse(since))}`, `seit ${when(since, now)}, ${span(now - Date.parse(since))} lang`) })),
      !isWell && (reason || advice) && make("p", { class: "call__text", text: [reason, advice].filter(Boolean).join(" ") }),
      !isWell && make("p", { class: "small soft", text: consequence(this.#channel) })));
  }

  #figures() {
    const { waiting, held, quarantined, lastSuccessAt, newestItemAt } = this.#channel, now = api.now();
    const figures = [[pick("Kept, not yet read", "Aufbewahrt, noch nicht gelesen"), number(waiting)], [pick("Answers waiting", "Antworten warten"), number(held)], [pick("Set aside", "Beiseitegelegt"), number(quarantined), quarantined > 0],
      [pick("Last answered well", "Zuletzt gut geantwortet"), lastSuccessAt ? this.#moment(lastSuccessAt, now) : "–"], [pick("Newest item", "Neuester Eingang"), newestItemAt ? this.#moment(newestItemAt, now) : "–"]];
    return make("dl", { class: "figures" }, ...figures.map(([name, value, isStop]) => make("div", { "data-aspect": isStop && "stop" }, make("dt", { text: name }), make("dd", { text: value }))));
  }

  #moment(moment, now) { return now - Date.parse(moment) < 86_400_000 && when(moment, now) === time(moment) ? time(moment, true) : when(moment, now); }

  #abilities() {
    const { abilities, webhook } = this.#channel;
    const all = ["reply", "reply_private", "hide", "delete", "like", "approve"];
    const can = [...new Set([...all.filter((verb) => abilities.includes(verb)), ...abilities])].filter((verb) => !["unlike", "unhide", "unblock", "typing"].includes(verb));
    return make("section", {}, make("h3", { class: "section", text: pick("What this channel can do", "Was dieser Kanal kann") }),
      make("ul", { class: "cans" }, ...can.map((verb) => make("li", {}, icon("check"), make("span", { text: ability(verb) }))),
        make("li", {}, icon("check"), make("span", { text: webhook ? pick("arrivals come by webhook and by polling", "Eingänge kommen per Webhook und durch Nachsehen") : pick("arrivals come by polling", "Eingänge kommen durch Nachsehen") })),
        ...all.filter((verb) => !abilities.includes(verb)).map((verb) => make("li", { class: "quiet" }, icon("x"), make("span", { text: pick(`${ability(verb)}: the platform does not offer it`, `${ability(verb)}: bietet die Plattform nicht`) })))));
  }
}

customElements.define("channel-detail", ChannelDetail);
