/** What somebody is writing, by conversation: kept through reloads, with the key that makes sending it twice harmless. */

export class Drafts {
  #store;
  #owner;

  /** `store` is like `localStorage`; without one, drafts live as long as the page. `owner()` names who writes: a browser may serve several people. */
  constructor(store, owner = () => "") {
    [this.#store, this.#owner] = [store ?? new Map(), owner];
  }

  /** { text, mode, target, files, key } or null. */
  get(conversation) {
    try { return JSON.parse(this.#read(this.#name(conversation)) ?? "null"); } catch { return null; }
  }

  /**
   * Keeps a draft; an empty one is forgotten. The key stays while the text stays as it was when it was last handed over:
   * the same answer again is the same answer. Returns the draft, or null when it could not be kept.
   */
  keep(conversation, { text, mode, target = null, files = [] }) {
    if (!text.trim() && files.length === 0) { this.forget(conversation); return null; }
    const known = this.get(conversation);
    const isSame = known?.handed == null || known.handed === stamp({ text, mode, target, files });
    const draft = { text, mode, target, files, key: isSame && known ? known.key : crypto.randomUUID(), handed: isSame ? known?.handed ?? null : null };
    return this.#write(this.#name(conversation), JSON.stringify(draft)) ? draft : { ...draft, isOnlyHere: true };
  }

  /** Marks a draft as handed over: from now on its key belongs to exactly this text. */
  hand(conversation, draft) {
    const known = this.keep(conversation, draft);
    if (!known) return null;
    const { isOnlyHere, ...kept } = { ...known, handed: stamp(draft) };
    this.#write(this.#name(conversation), JSON.stringify(kept));
    return kept;
  }

  forget(conversation) {
    try { this.#store.delete ? this.#store.delete(this.#name(conversation))
      : this.#store.removeItem(this.#name(conversation)); } catch { /* nothing was kept */ }
  }

  #name(conversation) { return `stellwerk.draft.${this.#owner() ?? ""}.${conversation}`; }
  #read(name) { return this.#store.get ? this.#store.get(name) : this.#store.getItem(name); }

  #write(name, text) {
    try {
      if (this.#store.set) this.#store.set(name, text); else this.#store.setItem(name, text);
      return true;
    } catch { return false; }
  }
}

const stamp = ({ text, mode, target, files }) => JSON.stringify([text, mode, target ?? null, ...(files ?? []).map(({ id }) => id)]);
