import { api } from "../lib/api.js";
import { announce, icon, make } from "../lib/dom.js";
import { size } from "../lib/format.js";
import { say } from "../lib/say.js";
import { pick } from "../lib/words.js";
import { fault, faults } from "../models/files.js";
import { visible } from "../models/plain.js";

/**
 * Files beside an answer: chosen, dropped or pasted. Each goes to the service at once and leaves again with one press.
 * It announces `files` whenever something about them has changed.
 */
class ReplyFiles extends HTMLElement {
  #files = [];
  #limit = null;

  /** Those that the service has: [{ id, name, type, size }]. */
  get there() { return this.#files.filter((one) => one.id).map(({ id, name, type, size: bytes }) => ({ id, name, type, size: bytes })); }
  get isBusy() { return this.#files.some((one) => !one.id); }
  get isEmpty() { return this.#files.length === 0; }
  /** Why they cannot go as they are, or "". */
  get fault() { return faults(this.#files, this.#limit); }

  /** What the way that is chosen takes: { max, bytes, types }, or null for no files at all. */
  set limit(value) {
    this.#limit = value;
    this.#draw();
  }

  /** Puts these in place of what is there; the service has them already. */
  put(files) {
    this.#files = (files ?? []).map((one) => ({ ...one }));
    this.#draw();
  }

  /** Takes files in and sends them up, one after the other. */
  async add(list) {
    for (const file of list) {
      const why = fault(file, this.#limit);
      if (why) { announce(this, "refused", { why }); continue; }
      const one = { id: null, name: file.name || pick("picture", "Bild"), type: file.type, size: file.size };
      this.#files.push(one);
      this.#changed();
      try {
        Object.assign(one, await api.upload(file, one.name));
        if (!this.#files.includes(one)) api.delete(`/uploads/${one.id}`).catch(() => {});
      } catch (error) {
        this.#files = this.#files.filter((other) => other !== one);
        announce(this, "refused", { why: [error.message, error.advice].filter(Boolean).join(" ") });
      }
      this.#changed();
    }
  }

  #remove(one) {
    this.#files = this.#files.filter((other) => other !== one);
    // The service clears away by itself what it is not told of.
    if (one.id) api.delete(`/uploads/${one.id}`).catch(() => {});
    say(pick(`${visible(one.name)} removed.`, `${visible(one.name)} entfernt.`));
    this.#changed();
  }

  #changed() {
    this.#draw();
    announce(this, "files");
  }

  #draw() {
    this.hidden = this.isEmpty;
    const why = this.fault;
    this.replaceChildren(make("ul", { class: "msg__files" }, this.#files.map((one) => this.#line(one))),
      ...(why ? [make("p", { class: "reply__fault", role: "status", text: why })] : []));
  }

  #line(one) {
    const about = one.id ? size(one.size) : pick("on its way …", "unterwegs …");
    return make("li", { class: "file", "aria-busy": one.id ? null : "true" }, icon("clip"),
      make("span", { class: "cut", text: `${visible(one.name)}, ${about}` }),
      make("button", { class: "button button--bare button--s button--icon", type: "button", onclick: () => this.#remove(one),
        "aria-label": pick(`Remove ${visible(one.name)}`, `${visible(one.name)} entfernen`) }, icon("x")));
  }
}

customElements.define("reply-files", ReplyFiles);
