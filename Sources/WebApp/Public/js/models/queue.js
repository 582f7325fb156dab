/**
 * The rows of one view, as they were loaded page by page, and what happened to them since. The list never jumps: only `merge`, `take` and
 * `load` move rows.
 */
import { fits, query } from "./views.js";

export class Queue {
  rows = [];
  /** Rows that arrived at a place the person is looking at; they wait to be asked for. */
  arrivals = new Map();
  next = null;
  isLoaded = false;

  constructor(view, filter, me) {
    Object.assign(this, { view, filter, me });
    this.sort = query(view, filter).sort ?? "due";
  }

  /** Puts a page behind what is there. A row that was moved meanwhile is not there twice. */
  append(page) {
    const known = new Set(this.rows.map((row) => row.id));
    this.rows.push(...page.items.filter((row) => !known.has(row.id)));
    for (const row of page.items) this.arrivals.delete(row.id);
    this.next = page.next;
    this.isLoaded = true;
  }

  /** Starts afresh with a first page. */
  replace(page) {
    this.rows = [];
    this.arrivals.clear();
    this.append(page);
  }

  find(id) { return this.rows.find((row) => row.id === id) ?? this.arrivals.get(id); }

  /**
   * Takes in how a conversation is now. `after`: the index of the last row in sight, so that a row below it may enter at once.
   * Returns what happened: "changed", "left" (it stays in place, marked), "entered", "waits" (among the arrivals) or null.
   */
  receive(row, after = -1) {
    const belongs = fits(row, this.view, this.filter, this.me);
    const index = this.rows.findIndex((known) => known.id === row.id);
    if (index >= 0) {
      this.rows[index] = { ...row, hasLeft: !belongs };
      return belongs ? "changed" : "left";
    }
    if (!belongs) return this.arrivals.delete(row.id) ? "left" : null;
    const place = this.#place(row);
    // Beyond what is loaded it will come with its page.
    if (this.next && place === this.rows.length) return null;
    if (place > after || this.rows.length === 0) {
      this.rows.splice(place, 0, row);
      return "entered";
    }
    this.arrivals.set(row.id, row);
    return "waits";
  }

  /** Takes in a fresh first page without a jump; what it covers and does not hold has left. */
  reconcile(page, after) {
    const here = new Set(page.items.map((row) => row.id)), last = page.items.at(-1);
    for (const row of page.items) this.receive(row, after);
    const isCovered = (row) => !page.next || last && this.compare(row, last) <= 0;
    this.rows = this.rows.map((row) => isCovered(row) && !here.has(row.id) ? { ...row, hasLeft: true } : row);
  }

  /** Lets the arrivals in and those go that left; the person asked for it. */
  merge() {
    this.rows = this.rows.filter((row) => !row.hasLeft).concat([...this.arrivals.values()]).sort((a, b) => this.compare(a, b));
    this.arrivals.clear();
  }

  /** Puts a row back at its place: the person's own doing, so it may move what is in sight. */
  put(row) {
    this.take(row.id);
    if (fits(row, this.view, this.filter, this.me)) this.rows.splice(this.#place(row), 0, row);
  }

  /** Takes a row out: the person's own doing. Returns the id of the row to go to next. */
  take(id) {
    this.arrivals.delete(id);
    const index = this.rows.findIndex((row) => row.id === id);
    if (index < 0) return null;
    this.rows.splice(index, 1);
    return (this.rows[index] ?? this.rows[index - 1])?.id ?? null;
  }

  /** The row after (1) or before (-1) this one. */
  neighbour(id, step) {
    const index = this.rows.findIndex((row) => row.id === id);
    return this.rows[index < 0 ? 0 : index + step]?.id ?? null;
  }

  /** The order of the service: most urgent first, without a due last; or newest first. */
  compare(a, b) {
    if (this.sort === "newest") return Date.parse(b.lastMessageAt) - Date.parse(a.lastMessageAt) || compareIds(b.id, a.id);
    return due(a) - due(b) || compareIds(a.id, b.id);
  }

  #place(row) {
    const index = this.rows.findIndex((known) => this.compare(row, known) < 0);
    return index < 0 ? this.rows.length : index;
  }
}

// Infinity - Infinity is no number: a moment beyond all others instead.
const NEVER = 8.64e15;
const due = (row) => row.dueAt ? Date.parse(row.dueAt) : NEVER;

/** Ids are 64-bit numbers as decimal strings: the longer is the greater. */
export function compareIds(a, b) {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
