/** Empty, loading, failed and forbidden states: what it is, and the next step. */
import { draw, make } from "../lib/dom.js";
import { pick } from "../lib/words.js";

const art = {
  clear: ["clear", "M0 28h120M30 28l20-20h70", [30, 28]],
  failed: ["stop", "M0 28h50M70 28h50", [50, 28]],
  forbidden: [null, "M0 28h40M80 28h40M40 18v20M80 18v20", null],
  closed: [null, "M30 28h60M30 18v20", [60, 28]],
};

/** `step` is { text, href } or { text, run }. */
export function blank(name, title, text, step) {
  const [aspect, path, lamp] = art[name];
  return make("div", { class: "blank" },
    draw("svg", { class: "blank__art", "data-aspect": aspect, viewBox: "0 0 120 40", "aria-hidden": "true" }, draw("path", { d: path }),
      lamp && draw("circle", { "data-lamp": "", cx: lamp[0], cy: lamp[1], r: 5 })),
    make("h2", { text: title }), make("p", { text }),
    step && (step.href ? make("a", { class: "button", href: step.href, text: step.text })
      : make("button", { class: "button", type: "button", text: step.text, onclick: step.run })));
}

/** What failed, its id, and when it is tried again by itself. */
export function failure(title, error, retry, { every = 0 } = {}) {
  const box = blank("failed", title, "", { text: pick("Try now", "Jetzt versuchen"), run: () => { clearInterval(timer); retry(); } });
  const said = [error.message, error.advice].filter(Boolean).join(" ") + (error.id ? pick(` (id ${error.id})`, ` (Kennung ${error.id})`) : "");
  let left = every;
  const tell = () => { box.querySelector("p").textContent = every ? `${said} ${pick(`Next attempt in ${left} s.`, `Nächster Versuch in ${left} s.`)}`
    : said; };
  tell();
  const timer = every ? setInterval(() => {
    if (!box.isConnected) { clearInterval(timer); return; }
    left -= 1;
    if (left > 0) tell(); else { clearInterval(timer); retry(); }
  }, 1000) : null;
  return box;
}

/** Still bones, for what takes longer than a blink. */
export function bones(count) {
  const shapes = [[50, 90, 30], [30, 70, 50], [50, 70, 30]];
  return make("div", { class: "bones-list", "aria-busy": "true" }, ...Array.from({ length: count }, (_, n) =>
    make("div", { class: "bones" }, ...shapes[n % 3].map((width) => make("div", { class: `bone bone--${width}` })))));
}
