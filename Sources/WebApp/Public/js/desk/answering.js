/** Answers and acts toward platforms: handed over once, taken back, tried again, settled by hand. */
import { api } from "../lib/api.js";
import { firstName } from "../lib/format.js";
import { alarm, say } from "../lib/say.js";
import { pick } from "../lib/words.js";
import { fuse } from "../models/fuse.js";
import { house } from "../models/house.js";
import { visible } from "../models/plain.js";

export class Answering {
  #desk;
  #sending;

  constructor(desk, sending) {
    [this.#desk, this.#sending] = [desk, sending];
    desk.addEventListener("reply", ({ detail }) => this.#reply(detail));
    desk.addEventListener("outbox", ({ detail }) => this.#outbox(detail));
    desk.addEventListener("act", (event) => this.#act(event.detail, event.target));
    sending.addEventListener("change", ({ detail }) => this.#redraw(detail.conversation));
    sending.addEventListener("sent", ({ detail }) => this.#sent(detail));
    sending.addEventListener("refused", ({ detail }) => this.#refused(detail));
    sending.addEventListener("escaped", ({ detail }) => this.#escaped(detail));
  }

  /** Takes an answer back; its text returns into the box. */
  async takeBack(entry) {
    const { pane, toast } = this.#desk;
    toast.dismiss();
    if (entry.id.startsWith("local:")) { this.#restore(this.#sending.withdraw(entry.id.slice(6))); return; }
    const message = this.#visibility(entry);
    try {
      const back = await api.delete(`/outbox/${entry.id}`);
      this.#restore({ text: back.text, mode: message, target: back.target, files: back.files });
      say(pick("Taken back. The text is in the box.", "Zurückgeholt. Der Text steht im Feld."));
      this.#again(back.conversation);
    } catch (error) {
      this.#desk.notices.tell(error.message, error.advice);
      this.#again(pane.shownId);
    }
  }

  #reply(draft) {
    const { conversation } = this.#desk.pane;
    if (draft.mode === "note") { this.#note(conversation.id, draft); return; }
    this.#sending.send(conversation.id, draft, house.me);
  }

  /** A note has no key of its own: it is never tried again by itself. */
  async #note(id, draft) {
    try {
      await api.post(`/conversations/${id}/notes`, { text: draft.text });
      say(pick("Note kept.", "Notiz abgelegt."));
      this.#again(id);
    } catch (error) {
      this.#refused({ conversation: id, draft, error });
    }
  }

  #sent({ conversation, entry }) {
    const burning = fuse(entry, api.now());
    if (burning && this.#desk.pane.shownId === conversation) {
      const name = firstName(visible(this.#desk.pane.conversation?.author?.name)), how = this.#sentence(entry);
      this.#desk.toast.tell((left) => pick(`Leaves for ${name} in ${left} s${how}.`, `Geht in ${left} s an ${name}${how}.`),
        { undo: () => this.takeBack(entry), word: pick("Take back", "Zurückholen"), lasts: burning.left });
    }
    this.#again(conversation);
  }

  #sentence({ verb }) {
    if (verb === "reply_private" || this.#desk.pane.conversation?.visibility === "private") return pick(", privately", ", privat");
    return pick(", in public", ", öffentlich");
  }

  #refused({ conversation, draft, error }) {
    this.#redraw(conversation);
    if (this.#desk.pane.shownId === conversation) this.#desk.pane.box.restore(draft, error);
    else this.#desk.keep(conversation, draft, error);
  }

  #escaped({ conversation, error }) {
    this.#desk.notices.tell(pick("It had left already and could not be taken back.", "Sie war schon hinausgegangen und ließ sich nicht zurückholen."),
      error.advice);
    this.#again(conversation);
  }

  async #outbox({ act, entry, card }) {
    const { pane, notices } = this.#desk;
    if (act === "takeBack") { this.takeBack(entry); return; }
    if (act === "copy") { this.#copy(entry); return; }
    card.isBusy = true;
    try {
      const now = await this.#settle(act, entry);
      if (act === "discard") this.#restore({ text: now.text, mode: this.#visibility(entry), target: now.target, files: now.files });
      if (!entry.message && entry.target) pane.acted(entry.target, now);
    } catch (error) {
      card.isBusy = false;
      notices.tell(error.message, error.advice);
    }
    this.#again(pane.shownId);
  }

  #settle(act, { id }) {
    switch (act) {
      case "retry": return api.post(`/outbox/${id}/retry`);
      case "isThere": return api.post(`/outbox/${id}/settle`, { isThere: true });
      case "again": return api.post(`/outbox/${id}/settle`, { isThere: false });
      default: return api.delete(`/outbox/${id}`);
    }
  }

  async #copy({ text }) {
    try {
      await navigator.clipboard.writeText(text);
      say(pick("Copied.", "Kopiert."));
    } catch {
      alarm(pick("The browser does not allow copying.", "Der Browser erlaubt das Kopieren nicht."));
    }
  }

  #act({ verb, message }, item) {
    this.#desk.pane.confirm(verb, item, async () => {
      try {
        const entry = await api.post(`/messages/${message.id}/${verb === "delete" ? "deletion" : verb}`, {}, crypto.randomUUID());
        this.#desk.pane.acted(message.id, entry);
      } catch (error) {
        this.#desk.notices.tell(error.message, error.advice);
      }
    });
  }

  #visibility({ verb }) {
    return verb === "reply_private" || this.#desk.pane.conversation?.visibility === "private" ? "private" : "public";
  }

  #restore(draft) { if (draft?.text || draft?.files?.length) this.#desk.pane.box?.restore(draft); }
  #redraw(conversation) { if (this.#desk.pane.shownId === conversation) this.#desk.pane.redraw(); }

  async #again(id) {
    if (!id) return;
    try { this.#desk.receive(await api.get(`/conversations/${id}`), { asked: id }); } catch { this.#redraw(id); }
  }
}
