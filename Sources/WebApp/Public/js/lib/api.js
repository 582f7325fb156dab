/** The one place that fetches. */
import { pick } from "./words.js";

/** Why a call was refused: what happened, what to do, and the id that the log repeats. `isOffline`: nobody answered at all. */
export class ApiError extends Error {
  constructor({ status = 0, code, message, advice = "", id = "", retryAfter = null }) {
    super(message);
    Object.assign(this, { status, code, advice, id, retryAfter });
  }

  get isOffline() { return this.status === 0; }
  /** True where the same call may go well later: nobody answered, or the service said that it is busy. */
  get isPassing() { return this.status === 0 || this.status >= 500 || this.status === 429; }

  static offline() {
    return new ApiError({ code: "offline", message: pick("The service does not answer.", "Der Dienst antwortet nicht."),
      advice: pick("It is tried again by itself.", "Es wird von selbst erneut versucht.") });
  }
}

/** Speaks to `/api/v1`. `fetch` may be replaced, which is how tests answer in the server's place. */
export class Api extends EventTarget {
  fetch = (path, options) => fetch(path, options);
  /** How far the server's clock is ahead of ours, in milliseconds; small differences count as none. */
  skew = 0;

  /** The server's time. */
  now() { return Date.now() + this.skew; }

  get(path, query = {}) {
    const words = new URLSearchParams(Object.entries(query).filter(([, value]) => value != null && value !== ""));
    return this.#call("GET", words.size ? `${path}?${words}` : path);
  }

  post(path, body, key) { return this.#call("POST", path, body, key); }
  put(path, body) { return this.#call("PUT", path, body); }
  delete(path) { return this.#call("DELETE", path); }

  /** Sends a file up as it is. */
  upload(file, name) {
    return this.#call("POST", `/uploads?${new URLSearchParams({ name, type: file.type })}`, file, null, "application/octet-stream");
  }

  async #call(method, path, body, key, type = "application/json") {
    const headers = { Accept: "application/json" };
    if (method !== "GET") Object.assign(headers, { "Content-Type": type, "X-Stellwerk": "1" });
    if (key) headers["Idempotency-Key"] = key;
    let response, text;
    try {
      response = await this.fetch(`/api/v1${path}`, { method, headers, credentials: "same-origin", cache: "no-store",
        ...(method !== "GET" && { body: type === "application/json" ? JSON.stringify(body ?? {}) : body }) });
      text = await response.text();
    } catch {
      throw ApiError.offline();
    }
    this.#readClock(response);
    if (response.ok) return text ? JSON.parse(text) : null;
    throw this.#error(response, text);
  }

  #readClock(response) {
    const stamp = Date.parse(response.headers.get("Date") ?? "");
    if (Number.isNaN(stamp)) return;
    const skew = stamp - Date.now();
    this.skew = Math.abs(skew) > 3_000 ? skew : 0;
  }

  #error(response, text) {
    let told = {};
    try { told = JSON.parse(text).error ?? {}; } catch { /* a proxy's own page: the status says enough */ }
    const error = new ApiError({ status: response.status, code: told.code ?? `http_${response.status}`,
      message: told.message ?? pick(`The service answered ${response.status}.`, `Der Dienst antwortete mit ${response.status}.`),
      advice: told.advice, id: told.id, retryAfter: Number(response.headers.get("Retry-After")) || null });
    if (error.status === 401 && error.code === "sign_in_first") this.dispatchEvent(new Event("signed-out"));
    return error;
  }
}

export const api = new Api();
