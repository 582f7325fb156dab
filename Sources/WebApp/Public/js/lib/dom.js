/** Makes an element: make("span", { class: "tag", text: "VIP" }, child, child). Text never becomes markup. */
export function make(name, attributes = {}, ...children) {
  return furnish(document.createElement(name), attributes, children);
}

const SVG = "http://www.w3.org/2000/svg";

/** The same for SVG. */
export function draw(name, attributes = {}, ...children) {
  return furnish(document.createElementNS(SVG, name), attributes, children);
}

const SPRITE = new URL("../../img/sprite.svg", import.meta.url).pathname;

/** One symbol of the sprite. Decorative: the word beside it is what a screen reader says. */
export function icon(name, kind = "icon") {
  return draw("svg", { class: kind, "aria-hidden": "true" }, draw("use", { href: `${SPRITE}#${name}` }));
}

/** A copy of what a `<template>` of the page holds. */
export function copy(id) {
  return document.getElementById(id).content.cloneNode(true);
}

/** Makes the children of `parent` exactly `nodes`, moving only what stands in the wrong place: what has the focus keeps it. */
export function arrange(parent, nodes) {
  const wanted = nodes.filter(Boolean), kept = new Set(wanted);
  for (const node of [...parent.childNodes]) if (!kept.has(node)) node.remove();
  wanted.forEach((node, index) => {
    if (parent.childNodes[index] !== node) parent.insertBefore(node, parent.childNodes[index] ?? null);
  });
}

/** Tells whoever listens further up; elements never reach into a neighbour. */
export function announce(element, name, detail = {}) {
  element.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
}

function furnish(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value == null || value === false) continue;
    if (key === "text") element.textContent = value;
    else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== false));
  return element;
}
