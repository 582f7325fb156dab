import { arrange, icon, make } from "../lib/dom.js";
import { firstName } from "../lib/format.js";
import { pick } from "../lib/words.js";
import { line } from "../models/tree.js";
import { visible } from "../models/plain.js";
import { station } from "./message-item.js";

/** The conversation as a line: stops are messages, turnouts are answers, a dashed line is a tunnel only two people see. */
class MessageTree extends HTMLElement {
  #items = new Map();
  #stops = new Map();

  /** `context`: { conversation, isPrivate, acts: message id -> act on its way, now, mayReply, mayAct }. */
  show(messages, history, context) {
    const drawn = line(messages, history, { isPrivate: context.isPrivate });
    const known = new Set(messages.map((message) => message.id).concat(history.map((one) => one.id)));
    for (const id of [...this.#items.keys()]) if (!known.has(id)) { this.#items.delete(id); this.#stops.delete(id); }
    const list = this.querySelector(":scope > ol") ?? this.appendChild(make("ol", { class: "line", role: "list" }));
    list.dataset.hue = context.conversation.channel.hue;
    list.classList.toggle("line--private", context.isPrivate);
    const stops = drawn.map((node) => node.event ? this.#event(node.event) : this.#stop(node, context));
    stops.forEach((stop, index) => stop.classList.toggle("is-end", index === stops.length - 1));
    arrange(list, stops);
  }

  /** The element of a message, for scrolling to it. */
  item(id) { return this.#items.get(id); }

  #stop(node, context) {
    const { message } = node;
    const item = this.#items.get(message.id) ?? document.createElement("message-item");
    this.#items.set(message.id, item);
    item.show(message, { ...context, channel: context.conversation.channel, answers: node.answers, act: context.acts.get(message.id) });
    const stop = this.#stops.get(message.id) ?? make("li", {}, station(message), item);
    this.#stops.set(message.id, stop);
    stop.className = ["stop", message.direction === "outbound" && "stop--ours", message.deletedAt && "stop--gone",
      message.direction === "note" && "stop--note", message.visibility === "private" && message.direction !== "note"
      && "stop--private"].filter(Boolean).join(" ");
    this.#branch(stop, "branch", node.branch, context);
    this.#branch(stop, "tunnel", node.tunnel, context);
    return stop;
  }

  #branch(stop, name, nodes, context) {
    const key = `:scope > [data-branch="${name}"]`, known = stop.querySelector(key);
    if (nodes.length === 0) { known?.remove(); return; }
    const branch = known ?? stop.appendChild(name === "branch" ? this.#turnout(make("div", { class: "branch", "data-branch": name }))
      : this.#tunnel(nodes, name));
    arrange(branch.querySelector(":scope > ol"), nodes.map((node) => this.#stop(node, context)));
  }

  #turnout(branch) {
    branch.append(icon("turnout", "branch__turn"), make("ol", { role: "list" }));
    return branch;
  }

  #tunnel(nodes, name) {
    const other = nodes.find(({ message }) => message.direction === "inbound")?.message.author?.name, who = visible(other ?? "");
    const branch = make("section", { class: "branch branch--private", "data-branch": name,
      "aria-label": pick(`Private messages ${who && `with ${who}`}`, `Private Nachrichten ${who && `mit ${who}`}`) });
    branch.append(icon("turnout", "branch__turn"), make("p", { class: "branch__sign" }, icon("k-dm"), make("b", { text: pick("Private", "Privat") }),
      make("span", { text: who ? pick(`only ${firstName(who)} and the team read this.`, `nur ${firstName(who)} und das Team lesen das.`)
        : pick("only the two sides read this.", "nur beide Seiten lesen das.") })), make("ol", { role: "list" }));
    return branch;
  }

  #event({ id, who, text, why, isRule, isStop }) {
    const known = this.#items.get(id);
    if (known) return known;
    const stop = make("li", { class: `stop stop--event ${isStop ? "stop--late" : ""}` },
      isRule && make("span", { text: pick("Rule", "Regel") }), isRule && " ", who && make("b", { text: who }), who && " ", make("span", { text }),
      why?.length > 0 && make("details", { class: "why" }, make("summary", { text: pick("Why?", "Warum?") }),
        make("ul", { class: "why__list" }, ...why.map((one) => make("li", { text: visible(one) })))));
    this.#items.set(id, stop);
    return stop;
  }
}

customElements.define("message-tree", MessageTree);
