/** The one event stream. It resumes where it stopped, and says when it is lost and when it is back. */

const GRACE = 1_500;

/**
 * Events it sends: `change` (detail: what happened), `reset` (read everything afresh), `state`.
 * `state` is "off", "connecting", "open" or "lost"; `since` says since when it is lost; `caughtUp` how many changes a gap held.
 */
export class Live extends EventTarget {
  state = "off";
  since = null;
  lastAt = null;
  caughtUp = 0;
  #source = null;
  #lastId = null;
  #tries = 0;
  #timers = {};
  #make;

  constructor(make = (url) => new EventSource(url)) {
    super();
    this.#make = make;
  }

  start() {
    if (this.#source) return;
    this.#connect();
    addEventListener("online", this.#retryNow);
    addEventListener("offline", this.#drop);
  }

  stop() {
    this.#source?.close();
    this.#source = null;
    for (const timer of Object.values(this.#timers)) clearTimeout(timer);
    removeEventListener("online", this.#retryNow);
    removeEventListener("offline", this.#drop);
    this.#become("off");
  }

  /** Tries at once what would be tried later. */
  retry() { this.#retryNow(); }

  #connect() {
    clearTimeout(this.#timers.retry);
    this.#source?.close();
    if (this.state === "off") this.#become("connecting");
    const source = this.#source = this.#make(this.#lastId ? `/api/v1/live?after=${encodeURIComponent(this.#lastId)}` : "/api/v1/live");
    source.addEventListener("open", this.#opened);
    source.addEventListener("error", this.#failed);
    source.addEventListener("change", this.#changed);
    source.addEventListener("reset", this.#reset);
  }

  #opened = () => {
    clearTimeout(this.#timers.grace);
    this.#tries = 0;
    const wasLost = this.state === "lost";
    this.lastAt = Date.now();
    this.caughtUp = 0;
    this.#become("open");
    // What the gap held arrives in one go; a moment later the count is right.
    if (wasLost) this.#timers.told = setTimeout(() => this.dispatchEvent(new Event("back")), 600);
  };

  #failed = () => {
    if (this.state !== "lost") this.#timers.grace ??= setTimeout(() => this.#drop(), GRACE);
    if (this.#source?.readyState !== EventSource.CLOSED) return;
    // The browser gives up after an answer that is no stream (a restart behind a proxy, a session that ended): go on ourselves.
    this.#tries += 1;
    this.#timers.retry = setTimeout(() => this.#connect(), Math.min(30_000, 1000 * 2 ** Math.min(this.#tries, 5)) * (0.75 + Math.random() / 2));
  };

  #changed = (event) => {
    this.#lastId = event.lastEventId || this.#lastId;
    this.lastAt = Date.now();
    this.caughtUp += 1;
    this.dispatchEvent(new CustomEvent("change", { detail: JSON.parse(event.data) }));
  };

  #reset = (event) => {
    this.#lastId = event.lastEventId || this.#lastId;
    this.dispatchEvent(new Event("reset"));
  };

  #drop = () => {
    clearTimeout(this.#timers.grace);
    if (this.state === "lost" || this.state === "off") return;
    this.since = Date.now();
    this.#become("lost");
  };

  #retryNow = () => {
    if (this.state === "off") return;
    this.#tries = 0;
    this.#connect();
  };

  #become(state) {
    this.#timers.grace = undefined;
    if (this.state === state) return;
    this.state = state;
    if (state !== "lost") this.since = null;
    this.dispatchEvent(new Event("state"));
  }
}

export const live = new Live();
