import { api } from "../lib/api.js";
import { announce, copy, draw, icon, make } from "../lib/dom.js";
import { number, when } from "../lib/format.js";
import { printed } from "../lib/keys.js";
import { language, pick, status } from "../lib/words.js";
import { measure } from "../models/counting.js";
import { house } from "../models/house.js";
import { visible } from "../models/plain.js";
import { button, expand, firstMode, modes, sentence, windowLeft } from "../models/reply.js";
import { presets } from "../models/snooze.js";
import { ChoiceMenu } from "./choice-menu.js";
import "./reply-files.js";

/**
 * Where an answer is written. Its edge, its word and its button say who will read it. It announces `reply` with
 * { text, mode, target, files, key, then, sendAt }; the text leaves the box at once and comes back when it is refused or taken back.
 */
class ReplyBox extends HTMLElement {
  drafts = null;
  #conversation = null;
  #target = null;
  #messages = [];
  #mode = "public";
  #isOffline = false;
  #timer;

  connectedCallback() {
    this.#timer = setInterval(() => this.#window(), 1000);
    if (this.childElementCount) return;
    this.append(copy("reply"));
    this.addEventListener("submit", (event) => { event.preventDefault(); this.#send(); });
    this.addEventListener("input", this.#typed);
    this.addEventListener("keydown", this.#pressed);
    this.addEventListener("click", this.#clicked);
    this.#takeFiles();
    this.querySelector("kbd").textContent = printed("Mod+Enter");
  }

  disconnectedCallback() { clearInterval(this.#timer); }

  get text() { return this.#area.value; }

  /** Opens the box for a conversation, with the draft that was left there. */
  open(conversation, messages) {
    [this.#conversation, this.#messages, this.#target] = [conversation, messages, null];
    const draft = this.drafts?.get(conversation.id), ways = this.#ways;
    this.querySelector(".reply__notices").replaceChildren();
    this.#area.value = draft?.text ?? "";
    this.#files.put(draft?.files);
    this.#mode = draft && ways[draft.mode]?.can ? draft.mode : firstMode(ways, conversation);
    this.#target = messages.find((message) => message.id === draft?.target) ?? null;
    this.#draw();
  }

  /** What is written stays; what it may say about target and limits follows the conversation. */
  update(conversation, messages) {
    [this.#conversation, this.#messages] = [conversation, messages];
    if (!this.#ways[this.#mode].can) this.#mode = firstMode(this.#ways, conversation);
    this.#draw();
  }

  /** Chooses the way, and goes there. */
  write(mode) {
    if (!this.#conversation || !this.#ways[mode].can) return false;
    this.#mode = mode;
    this.#keep();
    this.#draw();
    this.#area.focus();
    return true;
  }

  /** Answers this message, not another. */
  aim(message) {
    this.#target = message;
    const wanted = message.visibility === "private" ? "private" : this.#mode === "note" ? "public" : this.#mode;
    this.write(this.#ways[wanted].can ? wanted : firstMode(this.#ways, this.#conversation));
  }

  /** Puts a text back: taken back, or refused with its reason. What was begun meanwhile stays above it. */
  restore({ text, mode, target, files = [] }, error = null) {
    this.#area.value = [this.#area.value.trim(), text].filter(Boolean).join("\n\n");
    if (files.length) this.#files.put([...this.#files.there, ...files]);
    if (this.#ways[mode]?.can) this.#mode = mode;
    this.#target = this.#messages.find((message) => message.id === target) ?? this.#target;
    this.#keep();
    if (error) this.notice("stop", error.message, [error.advice,
      error.id && pick(`(id ${error.id})`, `(Kennung ${error.id})`)].filter(Boolean).join(" "));
    this.#draw();
    this.#area.focus();
    this.#area.setSelectionRange(this.#area.value.length, this.#area.value.length);
  }

  /** Somebody wrote while we were writing: said above the text, nothing moves, the draft stays. */
  arrived(name, show) {
    if (this.#isEmpty) return;
    this.notice("caution", pick(`${name} wrote again.`, `${name} hat noch etwas geschrieben.`),
      pick("Read first, then send.", "Erst lesen, dann senden."), { text: pick("Show", "Zeigen"), run: show });
  }

  notice(tone, title, text, step) {
    const notice = make("div", { class: "notice notice--box reply__say", "data-tone": tone, role: tone === "stop" ? "alert" : "status" },
      icon({ stop: "a-late", caution: "a-soon", shunt: "a-held" }[tone]),
      make("p", {}, make("strong", { text: title }), " ", make("span", { class: "soft", text })),
      make("button", { class: "button button--s", type: "button", text: step?.text ?? pick("Understood", "Verstanden"),
        onclick: () => { notice.remove(); step?.run(); } }));
    this.querySelector(".reply__notices").replaceChildren(notice);
  }

  set isOffline(value) {
    this.#isOffline = value;
    if (this.#conversation) this.#draw();
  }

  // What it stands on

  get #area() { return this.querySelector("textarea"); }
  get #files() { return this.querySelector("reply-files"); }
  get #isEmpty() { return !this.text.trim() && this.#files.isEmpty; }
  get #ways() { return modes(this.#conversation, api.now()); }

  /** The message that is answered: the chosen one, else the oldest unanswered, else the newest of theirs. */
  get #answered() {
    const theirs = this.#messages.filter((message) => message.direction === "inbound" && !message.deletedAt);
    const fits = theirs.filter((message) => this.#mode !== "public" || message.visibility === "public");
    const chosen = fits.find((message) => message.id === this.#target?.id);
    const tunnel = this.#mode === "private" && this.#conversation.visibility === "public"
      ? fits.filter((message) => message.visibility === "private") : [];
    return chosen ?? tunnel.find((message) => message.waits) ?? fits.find((message) =>
      message.id === this.#conversation.unanswered) ?? fits.find((message) => message.waits) ?? fits.at(-1) ?? null;
  }

  // Drawing

  #draw() {
    const form = this.querySelector("form"), now = api.now(), ways = this.#ways, target = this.#answered, mode = this.#mode;
    form.dataset.mode = mode;
    for (const radio of this.querySelectorAll("[name=mode]")) {
      radio.checked = radio.value === mode;
      radio.disabled = !ways[radio.value].can;
      radio.parentElement.title = ways[radio.value].why || { public: "R", private: "P", note: "N" }[radio.value];
    }
    const name = visible((target ?? this.#conversation).author?.name ?? "");
    const sign = mode === "note" ? "k-note" : mode === "private" ? "k-dm" : "group";
    this.querySelector(".reply__to").replaceChildren(icon(sign), make("span",
      { text: sentence(mode, { target, conversation: this.#conversation, now }) }));
    const spelled = mode === "note" ? language() : target?.language;
    if (spelled) this.#area.lang = spelled; else this.#area.removeAttribute("lang");
    this.querySelector(".reply__lang").textContent = spelled ? pick(`Spelling: ${this.#languageName(spelled)}`,
      `Rechtschreibung: ${this.#languageName(spelled)}`) : "";
    this.#area.placeholder = mode === "note" ? pick("Note for the team …", "Notiz für das Team …") : pick(`Answer ${name} …`, `${name} antworten …`);
    this.querySelector("[data-do=send] span").textContent = button(mode, { isOffline: this.#isOffline });
    this.querySelector("[data-do=later]").hidden = mode === "note";
    this.querySelector("[data-do=canned]").hidden = house.replies.length === 0;
    this.querySelector("[data-do=attach]").hidden = !ways[mode].files;
    this.querySelector("input[type=file]").accept = (ways[mode].files?.types ?? []).join(",");
    this.#files.limit = ways[mode].files;
    this.#window();
    this.#gauge();
  }

  #languageName(code) {
    try { return new Intl.DisplayNames([language()], { type: "language" }).of(code); } catch { return code; }
  }

  #window() {
    if (!this.#conversation) return;
    const place = this.querySelector(".window"), left = windowLeft(this.#ways[this.#mode], api.now());
    this.#area.hidden = Boolean(left?.isClosed);
    this.querySelector(".reply__foot").hidden = Boolean(left?.isClosed);
    this.#closed(left);
    place.replaceChildren(...(left && !left.isClosed ? [icon("a-due"), make("span", { text: left.text })] : []));
    place.toggleAttribute("data-near", Boolean(left?.isNear));
  }

  /** A closed window takes the field away and says what is still possible. */
  #closed(left) {
    const known = this.querySelector(".reply__closed");
    if (!left?.isClosed) { known?.remove(); return; }
    if (known?.dataset.mode === this.#mode) return;
    known?.remove();
    const still = ["public", "private"].filter((mode) => mode !== this.#mode && this.#ways[mode].can && !this.#ways[mode].isClosed);
    const name = visible(this.#conversation.author?.name);
    this.querySelector(".reply__to").after(make("div", { class: "reply__closed", "data-mode": this.#mode },
      make("div", { class: "notice notice--box reply__say", "data-tone": "shunt" }, icon("a-held"),
        make("p", {}, make("strong", { text: left.text }), " ",
        make("span", { class: "soft", text: still.length ? pick("Still possible:", "Noch möglich:")
          : pick(`An answer is possible when ${name} writes again.`, `Eine Antwort geht wieder, wenn ${name} noch einmal schreibt.`) })),
      ...still.map((mode) => make("button", { class: "button button--s", type: "button", text: button(mode), onclick: () => this.write(mode) })))));
  }

  #gauge() {
    const { used, max, over, isNear } = measure(this.#area.value, this.#ways[this.#mode].limit), gauge = this.querySelector(".gauge");
    gauge.toggleAttribute("data-over", over > 0);
    gauge.toggleAttribute("data-near", isNear);
    gauge.replaceChildren(...(max == null ? [] : [this.#bar(used / max, over > 0),
      make("span", { text: over ? pick(`${number(over)} too many, ${number(max)} allowed`, `${number(over)} zu viel, ${number(max)} sind erlaubt`)
      : pick(`${number(used)} of ${number(max)}`, `${number(used)} von ${number(max)}`) })]));
    for (const name of ["send", "later"]) this.querySelector(`[data-do=${name}]`).disabled = !this.#mayLeave;
  }

  /** Something is there, it is no longer than the platform takes, and its files are with the service. */
  get #mayLeave() {
    const { over } = measure(this.text, this.#ways[this.#mode].limit);
    return !this.#isEmpty && over === 0 && !this.#files.isBusy && !this.#files.fault && !this.#ways[this.#mode].isClosed;
  }

  #bar(share, isOver) {
    const bar = { height: 4, rx: 2 };
    return draw("svg", { viewBox: "0 0 40 4", "aria-hidden": "true" }, !isOver && draw("rect", { class: "rest", width: 40, ...bar }),
      draw("rect", { class: "used", width: Math.min(40, Math.max(share > 0 ? 1 : 0, 40 * share)), ...bar }));
  }

  // Writing

  #typed = (event) => {
    if (event.target.name === "mode") {
      this.#mode = event.target.value;
      this.#draw();
    }
    this.#keep();
    this.#gauge();
  };

  #keep() {
    const kept = this.drafts?.keep(this.#conversation.id,
      { text: this.text, mode: this.#mode, target: this.#target?.id ?? null, files: this.#files.there });
    if (kept?.isOnlyHere) this.querySelector(".reply__lang").textContent = pick("Draft only here", "Entwurf nur hier");
  }

  #pressed = (event) => {
    if (event.target !== this.#area || event.isComposing) return;
    const isMod = event.metaKey || event.ctrlKey;
    if (event.key === "Enter" && isMod) this.#send(event.shiftKey ? { then: "resolved" } : {});
    else if (event.key === "Escape") this.#area.blur();
    else if (event.key === "Tab" && !event.shiftKey && this.#expand()) { /* put in its place */ }
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  #expand() {
    const put = expand(this.text, this.#area.selectionStart, house.replies);
    if (!put) return false;
    this.#area.value = put.text;
    this.#area.setSelectionRange(put.caret, put.caret);
    this.#typed({ target: this.#area });
    return true;
  }

  #clicked = (event) => {
    const tool = event.target.closest("[data-do]");
    if (tool?.dataset.do === "canned") this.#openCanned(tool);
    if (tool?.dataset.do === "later") this.#openLater(tool);
    if (tool?.dataset.do === "attach") this.querySelector("input[type=file]").click();
  };

  // Files: chosen, dropped on the box, or pasted into the text

  #takeFiles() {
    const choice = this.querySelector("input[type=file]"), form = this.querySelector("form");
    choice.addEventListener("change", () => { this.#files.add([...choice.files]); choice.value = ""; });
    form.addEventListener("dragover", (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      form.toggleAttribute("data-drop", true);
    });
    form.addEventListener("dragleave", (event) => { if (!form.contains(event.relatedTarget)) form.removeAttribute("data-drop"); });
    form.addEventListener("drop", (event) => {
      if (!event.dataTransfer?.files.length) return;
      event.preventDefault();
      form.removeAttribute("data-drop");
      this.#files.add([...event.dataTransfer.files]);
    });
    this.#area.addEventListener("paste", (event) => {
      const files = [...event.clipboardData?.files ?? []];
      if (files.length === 0) return;
      event.preventDefault();
      this.#files.add(files);
    });
    this.addEventListener("files", () => { this.#keep(); this.#gauge(); });
    this.addEventListener("refused", (event) => {
      if (event.target !== this.#files) return;
      event.stopPropagation();
      this.notice("stop", pick("Not added.", "Nicht angehängt."), event.detail.why);
    });
  }

  #openCanned(tool) {
    const spoken = this.#answered?.language, fits = house.replies.filter((reply) => !reply.language || !spoken || reply.language === spoken);
    ChoiceMenu.open(tool, pick("Canned replies", "Textbausteine"),
      (fits.length ? fits : house.replies).map((reply) =>
      ({ title: reply.title || reply.name, hint: `;${reply.name}`, run: () => this.#insert(reply.text) })));
  }

  #insert(text) {
    this.#area.focus();
    this.#area.setRangeText(text, this.#area.selectionStart, this.#area.selectionEnd, "end");
    this.#typed({ target: this.#area });
  }

  #openLater(tool) {
    const what = button(this.#mode);
    ChoiceMenu.open(tool, what, [
      ...["resolved", "waiting", "open"].map((then) =>
        ({ title: pick(`${what}, then ${status(then)}`, `${what}, dann ${status(then)}`),
        key: then === "resolved" ? printed("Mod+Shift+Enter") : null, run: () => this.#send({ then }) })),
      { heading: pick("Later", "Später") },
      ...presets(new Date(api.now())).map(({ title, hint, until }) => ({ title, hint, run: () => this.#send({ sendAt: until.toISOString() }) })),
    ]);
  }

  #send(more = {}) {
    if (!this.#mayLeave) return;
    const target = this.#mode === "note" ? null : this.#answered?.id ?? null, files = this.#files.there;
    const draft = this.drafts.hand(this.#conversation.id, { text: this.text, mode: this.#mode, target, files });
    this.#area.value = "";
    this.#files.put([]);
    this.#target = null;
    this.drafts.forget(this.#conversation.id);
    this.querySelector(".reply__notices").replaceChildren();
    this.#draw();
    announce(this, "reply", { text: draft.text, mode: draft.mode, target, files, key: draft.key, ...more });
  }
}

customElements.define("reply-box", ReplyBox);
