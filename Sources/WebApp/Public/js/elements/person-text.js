/** What somebody outside wrote, as elements: text stays text, links show where they lead. */
import { make } from "../lib/dom.js";
import { hidesHost, host, leads, pieces, visible } from "../models/plain.js";

const BLOCKS = new Set(["p", "pre", "blockquote", "ul", "ol", "li"]);
const INLINE = new Set(["strong", "em", "del", "code", "span", "br"]);

/** Plain text with its line ends and addresses. */
export function plainText(text) {
  return pieces(text).map((piece) => typeof piece === "string" ? piece : anchor(piece.href, [piece.text]));
}

/** The service's safe tree: strings and { e, href, role, c }. What is not in the short list becomes its own text. */
export function tree(nodes) {
  return nodes.map((node) => {
    if (typeof node === "string") return visible(node);
    const children = tree(node.c ?? []);
    if (node.e === "a") return anchor(node.href, children, node.role);
    if (BLOCKS.has(node.e) || INLINE.has(node.e)) return make(node.e, { class: node.role && `said__${node.role}` }, ...children);
    return make("span", {}, ...children);
  });
}

/** A message's words: its HTML where it has some, else its text. */
export function said(message) {
  const attributes = { class: "msg__text", dir: "auto", lang: message.language };
  return message.html?.length ? make("div", { ...attributes, class: "msg__text said" }, ...tree(message.html))
    : make("p", attributes, ...plainText(message.text));
}

/** A link out of the house; null where the address is none a person may follow. */
export function outside(href, attributes, ...children) {
  return href && leads(href) ? make("a", { ...attributes, href, target: "_blank", rel: "noopener noreferrer nofollow ugc" }, ...children) : null;
}

/** A link that somebody outside wrote. Where its words hide the place, the place stands behind it. */
export function anchor(href, children, role) {
  const link = outside(href, { class: role && `said__${role}`, title: href }, ...children);
  if (!link) return make("span", {}, ...children);
  const isHidden = !role && /^https?:/i.test(href) && hidesHost(href, link.textContent);
  return isHidden ? make("span", {}, link, make("span", { class: "said__host", text: ` (${host(href)})` })) : link;
}
