/** Answers on their way to the service: kept until it says it has them, tried again under the same key, also over a reload. */

/** After this an answer that was never handed over goes back to being a draft: nobody expects it to leave any more. */
const STALE = 10 * 60_000;
const SLOWEST = 30_000;
const ITEM = "stellwerk.sending.";

/**
 * Events: `change` (detail.conversation), `sent` (conversation, entry, draft), `refused` (conversation, draft, error),
 * `escaped` (conversation, error): it was taken back here, but had left already.
 */
export class Sending extends EventTarget {
  #api;
  #store;
  #all = new Map();

  constructor(api, store) {
    super();
    [this.#api, this.#store] = [api, store];
  }

  /** What waits for a conversation, oldest first: [{ key, draft, state: "handing" | "waiting", at, user }]. */
  of(conversation) { return [...this.#all.values()].filter((one) => one.conversation === conversation && !one.isWithdrawn); }

  get size() { return this.#all.size; }

  /** Hands an answer over. `draft`: { text, mode, target, files, key, then, sendAt }. */
  send(conversation, draft, user) {
    const one = { key: draft.key, conversation, draft, user, state: "handing", at: this.#api.now(), tries: 0, isWithdrawn: false };
    this.#all.set(one.key, one);
    this.#keep(one);
    this.#tell("change", { conversation });
    return this.#attempt(one);
  }

  /** Takes back what was never confirmed. If the service has it after all, it is withdrawn there as soon as it can be asked. */
  withdraw(key) {
    const one = this.#all.get(key);
    if (!one) return null;
    one.isWithdrawn = true;
    this.#keep(one);
    this.#tell("change", { conversation: one.conversation });
    return one.draft;
  }

  /** Tries everything that waits, at once. */
  retry() { for (const one of this.#all.values()) if (one.state === "waiting") this.#attempt(one); }

  /** Goes on after a reload with what this person left; what is too old is given to `drafts`. */
  resume(drafts, user) {
    for (const one of this.#read()) {
      if (this.#all.has(one.key) || one.user.id !== user.id) continue;
      this.#forget(one.key);
      if (this.#api.now() - one.at > STALE && !one.isWithdrawn) { drafts.hand(one.conversation, one.draft); continue; }
      const again = { ...one, state: "waiting", tries: 0 };
      this.#all.set(one.key, again);
      this.#keep(again);
    }
    this.retry();
  }

  async #attempt(one) {
    clearTimeout(one.timer);
    Object.assign(one, { state: "handing", tries: one.tries + 1 });
    const { conversation, draft } = one;
    try {
      const body = { text: draft.text, visibility: draft.mode, ...(draft.target && { inReplyTo: draft.target }),
        ...(draft.files?.length && { files: draft.files.map(({ id }) => id) }), ...(draft.then && { then: draft.then }), ...(draft.sendAt && { sendAt: draft.sendAt }) };
      const entry = await this.#api.post(`/conversations/${conversation}/replies`, body, one.key);
      this.#settle(one);
      if (one.isWithdrawn) await this.#withdrawThere(one, entry); else this.#tell("sent", { conversation, entry, draft });
    } catch (error) {
      // A session that ended meanwhile: it waits for the same person to come in again.
      if (error.isPassing || error.status === 401) this.#wait(one); else this.#refuse(one, error);
    }
  }

  async #withdrawThere(one, entry) {
    try { await this.#api.delete(`/outbox/${entry.id}`); } catch (error) { this.#tell("escaped", { conversation: one.conversation, error }); }
  }

  #wait(one) {
    one.state = "waiting";
    one.timer = setTimeout(() => this.#attempt(one), Math.min(SLOWEST, 1000 * 2 ** Math.min(one.tries, 5)));
    this.#tell("change", { conversation: one.conversation });
  }

  #refuse(one, error) {
    this.#settle(one);
    if (!one.isWithdrawn) this.#tell("refused", { conversation: one.conversation, draft: one.draft, error });
  }

  #settle(one) {
    clearTimeout(one.timer);
    this.#all.delete(one.key);
    this.#forget(one.key);
  }

  #tell(name, detail) { this.dispatchEvent(new CustomEvent(name, { detail })); }

  // Each answer is an item of its own, so that two tabs do not write over each other.

  #read() {
    try {
      return Object.keys(this.#store ?? {}).filter((name) => name.startsWith(ITEM)).map((name) =>
        JSON.parse(this.#store.getItem(name))).sort((a, b) => a.at - b.at);
    } catch { return []; }
  }

  #keep({ key, conversation, draft, user, at, isWithdrawn }) {
    try { this.#store?.setItem(ITEM + key,
      JSON.stringify({ key, conversation, draft, user, at, isWithdrawn })); } catch { /* it holds until the page is closed */ }
  }

  #forget(key) {
    try { this.#store?.removeItem(ITEM + key); } catch { /* nothing was kept */ }
  }
}

/** An answer that the service does not know yet, in the form of a message. */
export function localMessage({ key, draft, user, at, state }, conversation) {
  const moment = new Date(at).toISOString();
  return { id: `local:${key}`, isLocal: true, kind: conversation.kind, direction: "outbound", visibility: draft.mode, parent: draft.target,
    author: null, user, authorRole: "us",
    text: draft.text, html: null, attachments: (draft.files ?? []).map((one) => ({ ...one, url: null, href: null, isImage: false, alternative: null })), reactions: [], revisions: [], revision: 1, acts: [], at: moment, arrivedAt: moment, waits: false,
      needsAnswer: false,
    outbox: { id: `local:${key}`, state, text: draft.text, channel: conversation.channel, createdAt: moment } };
}
