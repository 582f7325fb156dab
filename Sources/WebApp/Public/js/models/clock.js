/** What a clock says, without a word about how it looks. `now` is the server's time in milliseconds. */
import { due, pick } from "../lib/words.js";
import { span } from "../lib/format.js";

/** Where the service names no moment of warning: the last half hour. */
const SOON = 30 * 60_000;

/** A row's clock: { state, amount, word, sign, aspect }; amount is empty where there is none. */
export function rowClock(row, now) {
  if (row.status === "waiting" && !row.dueAt) return said("paused");
  if (!row.dueAt) return said("none");
  return running(Date.parse(row.dueAt), null, now);
}

/** A promise's clock. */
export function promiseClock(promise, now) {
  switch (promise.state) {
    case "running": return promise.dueAt ? running(Date.parse(promise.dueAt), promise.warnAt && Date.parse(promise.warnAt), now) : said("paused");
    case "breached": return promise.stoppedAt ? said("metLate", lateness(promise))
      : said("late", span(now - Date.parse(promise.breachedAt ?? promise.dueAt)));
    case "met": return promise.lateBySeconds > 0 ? said("metLate", lateness(promise)) : said("met", took(promise));
    default: return said(promise.state);
  }
}

/** Kept after how long. */
function took({ startedAt, stoppedAt }) {
  if (!stoppedAt) return "";
  const long = span(Date.parse(stoppedAt) - Date.parse(startedAt));
  return pick(`in ${long}`, `nach ${long}`);
}

const lateness = (promise) => span(promise.lateBySeconds ? promise.lateBySeconds * 1000
  : Date.parse(promise.stoppedAt) - Date.parse(promise.breachedAt));

function running(dueAt, warnAt, now) {
  if (dueAt <= now) return said("late", span(now - dueAt));
  return said(now >= (warnAt || dueAt - SOON) ? "soon" : "running", span(dueAt - now));
}

function said(state, amount = "") {
  return { state, amount, word: due(state), sign: due.sign(state), aspect: due.aspect(state) };
}

/** The promises in the order one reads them: what runs by its due time, then what was kept, what was lifted left out. */
export function inOrder(promises) {
  const rank = { running: 0, breached: 0, paused: 1, met: 2 };
  return promises.filter((promise) => promise.state in rank).map((promise) => ({ promise, rank: promise.stoppedAt ? 2 : rank[promise.state] }))
    .sort((a, b) => a.rank - b.rank || Date.parse(a.promise.dueAt ?? 8.64e15) - Date.parse(b.promise.dueAt ?? 8.64e15)).map(({ promise }) => promise);
}
