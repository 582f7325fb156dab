import { api } from "../lib/api.js";
import { icon, make } from "../lib/dom.js";
import { day, full, number, span, time, when } from "../lib/format.js";
import { say } from "../lib/say.js";
import { ability, channelState, pick } from "../lib/words.js";
import { consequence } from "../models/channels.js";
import { house } from "../models/house.js";
import { bullet } from "./signs.js";
import "./quarantine-list.js";

/** What the page asks of every channel; what it lacks is said too. */
const ASKED = ["reply", "reply_private", "hide", "delete", "like", "approve"];
/** What goes without saying beside its counterpart. */
const IMPLIED = ["unlike", "unhide", "unblock", "typing"];

/** One channel: what state, since when, why, what to do; what it keeps; what it can do. */
class ChannelDetail extends HTMLElement {
  #channel = null;
  #busy = null;
  #outcome = null;

  show(channel) {
    if (this.#channel && channel.id !== this.#channel.id) this.#outcome = null;
    this.#channel = channel;
    const list = this.querySelector("quarantine-list") ?? document.createElement("quarantine-list");
    const focused = this.querySelector(":focus")?.dataset.do;
    this.setAttribute("aria-label", channel.name);
    this.replaceChildren(...[this.#title(), this.#outcomeBox(), this.#call(), this.#figures(), list, this.#abilities()].filter(Boolean));
    list.show(channel);
    if (focused) this.querySelector(`[data-do=${focused}]`)?.focus();
  }

  /** Says what came of something done elsewhere. */
  tell(outcome) {
    this.#outcome = outcome;
    say(`${outcome.title} ${outcome.text}`);
    if (this.#channel) this.show(this.#channel);
  }

  #title() {
    const { name, title, account } = this.#channel;
    const back = make("a", { class: "button button--bare button--icon titled__back", href: "#/channels",
      "aria-label": pick("All channels", "Alle Kanäle") }, icon("back"));
    const named = make("div", {}, make("h2", { class: "titled__name", text: name }),
      make("p", { class: "small quiet", text: [title, account?.name].filter(Boolean).join(" · ") }));
    return make("div", { class: "titled" }, back, bullet(this.#channel, "bullet--l"), named,
      house.may("channel.manage") && make("span", { class: "push acts" }, this.#buttons()));
  }

  #buttons() {
    const acts = [
      this.#channel.signIn && ["sign-in", pick("Sign in", "Anmelden")],
      ["test", pick("Test", "Testen")],
      ["poll", pick("Look now", "Jetzt nachsehen")],
      this.#channel.isPaused ? ["resume", pick("Let it run", "Weiterlaufen lassen")] : ["pause", pick("Pause", "Anhalten")],
    ];
    return acts.filter(Boolean).map(([act, text]) => make("button", { class: "button", type: "button", "data-do": act, disabled: this.#busy != null,
      text: this.#busy === act ? `${text} …` : text, onclick: () => this.#do(act) }));
  }

  async #do(act) {
    const channel = this.#channel;
    [this.#busy, this.#outcome] = [act, null];
    this.show(channel);
    try {
      const now = await api.post(`/channels/${channel.id}/${act}`);
      // The platform asks; it sends back to the page.
      if (act === "sign-in") { location.assign(now.url); return; }
      this.#outcome = { tone: "clear", title: done[act](), text: "" };
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
    return make("div", { class: "notice notice--box", "data-tone": tone }, icon(tone === "clear" ? "a-clear" : "a-late"),
      make("p", {}, make("strong", { text: title }), " ", make("span", { class: "soft", text })));
  }

  #call() {
    const { state, since, reason, advice } = this.#channel, now = api.now(), aspect = channelState.aspect(state);
    const at = when(since, now), long = span(now - Date.parse(since));
    const head = make("p", { class: "aspect", "data-aspect": aspect }, icon(channelState.sign(state)), make("b", { text: channelState(state) }),
      make("span", { title: full(since), text: pick(`since ${at}, for ${long}`, `seit ${at}, ${long} lang`) }));
    const trouble = state === "running" ? [] : [
      (reason || advice) && make("p", { class: "call__text", text: [reason, advice].filter(Boolean).join(" ") }),
      make("p", { class: "small soft", text: consequence(this.#channel) }),
    ];
    return make("div", { class: "call", "data-aspect": aspect }, make("div", {}, head, trouble));
  }

  #figures() {
    const { waiting, held, quarantined, lastSuccessAt, newestItemAt } = this.#channel;
    const figures = [
      [pick("Kept, not yet read", "Aufbewahrt, noch nicht gelesen"), number(waiting)],
      [pick("Answers waiting", "Antworten warten"), number(held)],
      [pick("Set aside", "Beiseitegelegt"), number(quarantined), quarantined > 0],
      [pick("Last answered well", "Zuletzt gut geantwortet"), moment(lastSuccessAt)],
      [pick("Newest item", "Neuester Eingang"), moment(newestItemAt)],
    ];
    return make("dl", { class: "figures" }, figures.map(([name, value, isStop]) =>
      make("div", { "data-aspect": isStop && "stop" }, make("dt", { text: name }), make("dd", { text: value }))));
  }

  #abilities() {
    const { abilities, webhook } = this.#channel;
    const can = [...new Set([...ASKED.filter((verb) => abilities.includes(verb)), ...abilities])].filter((verb) =>
      !IMPLIED.includes(verb)).map((verb) => ability(verb));
    const polled = pick("arrivals come by polling", "Eingänge kommen durch Nachsehen");
    can.push(webhook ? pick("arrivals come by webhook and by polling", "Eingänge kommen per Webhook und durch Nachsehen") : polled);
    const cannot = ASKED.filter((verb) => !abilities.includes(verb)).map((verb) =>
      pick(`${ability(verb)}: the platform does not offer it`, `${ability(verb)}: bietet die Plattform nicht`));
    const item = (sign, kind) => (text) => make("li", { class: kind }, icon(sign), make("span", { text }));
    return make("section", {}, make("h3", { class: "section", text: pick("What this channel can do", "Was dieser Kanal kann") }),
      make("ul", { class: "cans" }, can.map(item("check")), cannot.map(item("x", "quiet"))));
  }
}

/** What was done, in a sentence. */
const done = {
  test: () => pick("It answers.", "Er antwortet."),
  poll: () => pick("It is looked at now.", "Es wird jetzt nachgesehen."),
  pause: () => pick("Paused. What arrives by webhook is kept.", "Angehalten. Was per Webhook kommt, wird aufbewahrt."),
  resume: () => pick("It runs again.", "Er läuft wieder."),
};

/** To the second today, else the day. */
function moment(at) {
  if (!at) return "–";
  return day(at, api.now()) === "" ? time(at, true) : when(at, api.now());
}

customElements.define("channel-detail", ChannelDetail);
