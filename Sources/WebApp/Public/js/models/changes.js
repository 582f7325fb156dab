/** Which conversations the live stream spoke of: gathered for a moment, then read once each. */

const PAUSE = 150;
/** Beyond this many at once, reading the list again costs less. */
const MOST = 12;

/** Events: `conversation` (detail: as it is now), `many` (too many to read one by one). */
export class Changes extends EventTarget {
  #api;
  #ids = new Set();
  #timer = null;
  #isReading = false;

  constructor(api) {
    super();
    this.#api = api;
  }

  note(id) {
    if (!id) return;
    this.#ids.add(id);
    if (!this.#isReading) this.#timer ??= setTimeout(() => this.#read(), PAUSE);
  }

  async #read() {
    this.#timer = null;
    const ids = [...this.#ids];
    this.#ids.clear();
    if (ids.length > MOST) { this.dispatchEvent(new Event("many")); return; }
    this.#isReading = true;
    await Promise.all(ids.map((id) => this.#api.get(`/conversations/${id}`).then((detail) =>
      this.dispatchEvent(new CustomEvent("conversation", { detail: { asked: id, conversation: detail } })), () => {})));
    this.#isReading = false;
    if (this.#ids.size > 0) this.#timer ??= setTimeout(() => this.#read(), PAUSE);
  }
}
