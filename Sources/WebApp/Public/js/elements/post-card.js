import { icon, make } from "../lib/dom.js";
import { pick } from "../lib/words.js";
import { visible } from "../models/plain.js";
import { outside } from "./person-text.js";
import { bullet } from "./signs.js";

/** What the conversation hangs under: the post, the article, the topic. */
class PostCard extends HTMLElement {
  show(post, channel) {
    this.hidden = !post;
    if (!post) return;
    this.setAttribute("role", "region");
    this.setAttribute("aria-label", pick("The post", "Der Beitrag"));
    const meta = make("p", { class: "source__meta" }, bullet(channel, "bullet--s"),
      make("span", { text: pick("Below the post", "Unter dem Beitrag") }), make("span", { text: channel.name }));
    const visit = outside(post.url, { class: "button button--s button--bare button--icon",
      "aria-label": pick("Open on the platform", "Auf der Plattform öffnen") }, icon("link"));
    this.replaceChildren(make("div", { class: "source" }, make("div", {}, meta, this.#words(post)), visit));
  }

  #words(post) {
    const title = visible(post.title), excerpt = visible(post.excerpt);
    return make("p", { class: "source__text", dir: "auto" }, title && make("strong", { text: title }), " ", excerpt !== title && excerpt);
  }
}

customElements.define("post-card", PostCard);
