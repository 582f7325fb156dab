import { Live } from "/assets/test/js/lib/live.js";
import { Changes } from "/assets/test/js/models/changes.js";
import { equal, holds, test, until } from "/tests/tests.js";

/** A stream that the test opens, breaks and speaks through. */
class Stream extends EventTarget {
  static all = [];
  readyState = 0;

  constructor(url) {
    super();
    this.url = url;
    Stream.all.push(this);
  }

  opens() { this.readyState = 1; this.dispatchEvent(new Event("open")); }
  breaks({ forGood = false } = {}) { this.readyState = forGood ? 2 : 0; this.dispatchEvent(new Event("error")); }
  says(id, detail, event = "change") { this.dispatchEvent(Object.assign(new MessageEvent(event,
    { data: JSON.stringify(detail), lastEventId: id }))); }
  close() { this.isClosed = true; }
}

function begin() {
  Stream.all = [];
  const live = new Live((url) => new Stream(url)), told = [];
  for (const name of ["change", "reset", "state", "back"]) live.addEventListener(name,
    ({ detail }) => told.push(name === "state" ? live.state : detail ? [name, detail] : name));
  live.start();
  return { live, told, stream: () => Stream.all.at(-1) };
}

test("what happens is told as it comes", () => {
  const { live, told, stream } = begin();
  stream().opens();
  stream().says("7", { kind: "messageReceived", conversation: "1" });
  equal([told, stream().url], [["connecting", "open", ["change", { kind: "messageReceived", conversation: "1" }]], "/api/v1/live"]);
  live.stop();
});

test("a short break is not told", () => {
  const { live, told, stream } = begin();
  stream().opens();
  stream().breaks();
  stream().opens();
  equal(told, ["connecting", "open"]);
  live.stop();
});

test("a lost stream says since when, and when it is back how much the gap held", async () => {
  const { live, told, stream } = begin();
  stream().opens();
  dispatchEvent(new Event("offline"));
  equal(live.state, "lost");
  holds(Date.now() - live.since < 1000, "since now");
  stream().opens();
  for (const id of ["8", "9"]) stream().says(id, { kind: "messageReceived" });
  await until(() => told.includes("back"));
  equal([live.state, live.caughtUp, live.since], ["open", 2, null]);
  live.stop();
});

test("a stream that the browser gave up is opened afresh where it stopped", () => {
  const { live, stream } = begin();
  stream().opens();
  stream().says("41", { kind: "woken" });
  stream().breaks({ forGood: true });
  live.retry();
  equal([Stream.all.length, stream().url, Stream.all[0].isClosed], [2, "/api/v1/live?after=41", true]);
  live.stop();
});

test("an unknown position is a reset, and the stream goes on from its new place", () => {
  const { live, told, stream } = begin();
  stream().opens();
  stream().says("99", {}, "reset");
  stream().breaks({ forGood: true });
  live.retry();
  equal([told.includes("reset"), stream().url], [true, "/api/v1/live?after=99"]);
  live.stop();
});

test("after the end nothing is told and nothing tried", () => {
  const { live, told } = begin();
  live.stop();
  dispatchEvent(new Event("online"));
  equal([told.at(-1), Stream.all.length], ["off", 1]);
});

test("many changes of one conversation are read once", async () => {
  const asked = [], changes = new Changes({ get: async (path) => { asked.push(path); return { id: "1" }; } }), told = [];
  changes.addEventListener("conversation", ({ detail }) => told.push(detail));
  for (let n = 0; n < 5; n += 1) changes.note("1");
  changes.note(null);
  await until(() => told.length === 1);
  equal([asked, told[0]], [["/conversations/1"], { asked: "1", conversation: { id: "1" } }]);
});

test("a flood is read as a list instead", async () => {
  const changes = new Changes({ get: () => { throw new Error("not one by one"); } });
  let isMany = false;
  changes.addEventListener("many", () => { isMany = true; });
  for (let n = 0; n < 40; n += 1) changes.note(String(n));
  await until(() => isMany);
});

test("what changes while it is read is read again", async () => {
  let answer;
  const asked = [], changes = new Changes({ get: (path) => { asked.push(path); return new Promise((resolve) => { answer = resolve; }); } });
  changes.note("1");
  await until(() => asked.length === 1);
  changes.note("1");
  answer({ id: "1" });
  await until(() => asked.length === 2);
});
