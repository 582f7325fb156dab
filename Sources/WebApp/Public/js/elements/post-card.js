import { icon, make } from "../lib/dom.js";
import { pick } from "../lib/words.js";
import { glyph } from "../models/channels.js";
import { leads, visible } from "../models/plain.js";

/** What the conversation hangs under: the post, the article, the topic. */
class PostCard extends HTMLElement {
  show(post, channel) {
    this.hidden = !post;
    if (!post) return;
    const title = visible(post.title), excerpt = visible(post.excerpt);
    this.setAttribute("role", "region");
    this.setAttribute("aria-label", pick("The post", "Der Beitrag"));
    this.replaceChildren(make("div", { class: "source" },
      make("div", {},
        make("p", { class: "source__meta" }, make("span", { class: "bullet bullet--s", "data-hue": channel.hue }, icon(glyph(channel.connector))), make("span", { text: pick("Below the post", "Unter dem Beitrag") }), make("span", { text: channel.name })),
        make("p", { class: "source__text", dir: "auto" }, title && make("strong", { text: title }), title && excerpt && excerpt !== title ? " " : "", excerpt !== title && excerpt)),
      post.url && leads(post.url) && make("a", { class: "button button--s button--bare button--icon", href: post.url, target: "_blank", rel: "noopener noreferrer nofollow", "aria-label": pick("Open on the platform", "Auf der Plattform öffnen") }, icon("link"))));
  }
}

customElements.define("post-card", PostCard);
