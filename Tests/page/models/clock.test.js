import { inOrder, promiseClock, rowClock } from "/assets/test/js/models/clock.js";
import { full, span, when } from "/assets/test/js/lib/format.js";
import { equal, holds, row, test } from "/tests/tests.js";

const now = Date.parse("2026-03-17T10:42:00Z"), at = (minutes) => new Date(now + minutes * 60_000).toISOString();
const said = ({ state, word, amount }) => [state, `${word} ${amount}`.trim()];
const promise = (more) =>
  ({ metric: "first_response", n: 1, state: "running", dueAt: at(41), warnAt: at(11), startedAt: at(-79), stoppedAt: null, breachedAt: null,
  lateBySeconds: 0, ...more });

for (const [name, more, en, de] of [
  ["running", {}, "due in 41 min", "fällig in 41 min"],
  ["warned", { dueAt: at(6), warnAt: at(-4) }, "due in 6 min", "fällig in 6 min"],
  ["overdue before the service said so", { dueAt: at(-3) }, "late by 3 min", "verspätet um 3 min"],
  ["breached", { state: "breached", dueAt: at(-90), breachedAt: at(-90) }, "late by 1 h 30 min", "verspätet um 1 h 30 min"],
  ["paused", { state: "paused", dueAt: null }, "paused", "pausiert"],
  ["met", { state: "met", stoppedAt: at(-71) }, "met in 8 min", "eingehalten nach 8 min"],
  ["met late", { state: "breached", breachedAt: at(-30), stoppedAt: at(-18), lateBySeconds: 720 }, "met late, by 12 min",
    "verspätet eingehalten, um 12 min"],
]) test(`a promise that is ${name} says so in both languages`, () => {
  const clock = promiseClock(promise(more), now);
  equal(said(clock)[1], en);
  document.documentElement.lang = "de";
  equal(said(promiseClock(promise(more), now))[1], de);
});

test("a state has a shape, a word and an aspect", () => {
  for (const more of [{}, { dueAt: at(6) }, { state: "breached", breachedAt: at(-1) }, { state: "met", stoppedAt: at(-1) }, { state: "paused" }]) {
    const { word, sign, aspect } = promiseClock(promise(more), now);
    holds(word && sign && aspect, JSON.stringify(more));
  }
});

test("a row warns in the last half hour", () => {
  equal([31, 29, -1].map((minutes) => rowClock(row({ dueAt: at(minutes) }), now).state), ["running", "soon", "late"]);
});

test("a row that waits for the customer is paused, one without a promise says so", () => {
  equal(rowClock(row({ status: "waiting", dueAt: null }), now).state, "paused");
  equal(said(rowClock(row({ dueAt: null }), now))[1], "no promise");
});

test("what runs stands before what is paused and what was kept; what was lifted is left out", () => {
  const list = [promise({ state: "met", stoppedAt: at(-1), n: 1 }), promise({ state: "cancelled", n: 2 }), promise({ state: "paused", n: 3 }),
    promise({ dueAt: at(50), n: 4 }), promise({ state: "breached", dueAt: at(-5), breachedAt: at(-5), n: 5 })];
  equal(inOrder(list).map(({ n }) => n), [5, 4, 3, 1]);
});

for (const [minutes, en, de] of [[0.67, "40 s", "40 s"], [6, "6 min", "6 min"], [60, "1 h", "1 h"], [84, "1 h 24 min", "1 h 24 min"],
  [1439, "23 h 59 min", "23 h 59 min"], [1440, "1 d", "1 T"], [3120, "2 d 4 h", "2 T 4 h"], [2881, "2 d", "2 T"]]) {
  test(`${minutes} minutes are ${en}`, () => {
    equal(span(minutes * 60_000), en);
    document.documentElement.lang = "de";
    equal(span(minutes * 60_000), de);
  });
}

test("a time of today has no date, yesterday its name, this week its day, else its date", () => {
  const noon = new Date(2026, 2, 17, 12).getTime(), ago = (days) => new Date(2026, 2, 17 - days, 9, 5).toISOString();
  equal([0, 1, 3, 30, 500].map((days) => when(ago(days), noon)), ["09:05", "yesterday 09:05", "Sat 09:05", "15 Feb 09:05", "2 Nov 2024 09:05"]);
  document.documentElement.lang = "de";
  equal([1, 3].map((days) => when(ago(days), noon)), ["gestern 09:05", "Sa 09:05"]);
  holds(full(ago(0)).includes("2026"), "the full moment names the year");
});
