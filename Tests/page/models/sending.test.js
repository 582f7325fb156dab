import { ApiError } from "/assets/test/js/lib/api.js";
import { Drafts } from "/assets/test/js/models/drafts.js";
import { Sending } from "/assets/test/js/models/sending.js";
import { entry, equal, holds, me, test, until } from "/tests/tests.js";

/** A service that answers as it is told, and remembers keys as the real one does. */
class Service {
  asked = [];
  known = new Map();
  mood = "well";

  now() { return Date.now(); }

  async post(path, body, key) {
    this.asked.push({ path, key });
    if (this.mood === "away") throw ApiError.offline();
    if (this.mood === "refuses") throw new ApiError({ status: 422, code: "not_supported", message: "No.", advice: "Do it there." });
    if (!this.known.has(key)) this.known.set(key, entry({ text: body.text }));
    if (this.mood === "answer lost") throw ApiError.offline();
    return this.known.get(key);
  }

  async delete(path) {
    this.asked.push({ path });
    if (this.mood === "left already") throw new ApiError({ status: 409, message: "This act is sent.", advice: "Delete it there." });
    return {};
  }
}

const draft = { text: "Hallo!", mode: "public", target: "5", key: "key-1" };

function sending() {
  const service = new Service(), told = [], one = new Sending(service, localStorage);
  for (const name of ["sent", "refused", "escaped"]) one.addEventListener(name, ({ detail }) => told.push([name, detail]));
  return { service, told, one };
}

test("an answer is there at once, and gone from here when the service has it", async () => {
  const { one, told } = sending(), done = one.send("1", draft, me);
  equal(one.of("1").map(({ state }) => state), ["handing"]);
  await done;
  equal([one.size, told[0][0], told[0][1].entry.text], [0, "sent", "Hallo!"]);
});

test("a lost answer is asked for again under the same key and is one entry", async () => {
  const { one, service, told } = sending();
  service.mood = "answer lost";
  await one.send("1", draft, me);
  equal(one.of("1")[0].state, "waiting");
  service.mood = "well";
  one.retry();
  await until(() => told.length === 1);
  equal([service.known.size, new Set(service.asked.map(({ key }) => key)).size, service.asked.length], [1, 1, 2]);
});

test("a refusal is not tried again; the text comes back with its advice", async () => {
  const { one, service, told } = sending();
  service.mood = "refuses";
  await one.send("1", draft, me);
  equal([one.size, told[0][0], told[0][1].draft.text, told[0][1].error.advice], [0, "refused", "Hallo!", "Do it there."]);
});

test("what was taken back before it was confirmed is withdrawn there as soon as the service answers", async () => {
  const { one, service, told } = sending();
  service.mood = "answer lost";
  await one.send("1", draft, me);
  equal(one.withdraw("key-1").text, "Hallo!");
  equal(one.of("1"), [], "it shows no more");
  service.mood = "well";
  one.retry();
  await until(() => one.size === 0 && service.asked.some(({ path }) => path.startsWith("/outbox/")));
  equal(told, []);
});

test("what had left already is told", async () => {
  const { one, service, told } = sending();
  service.mood = "away";
  await one.send("1", draft, me);
  one.withdraw("key-1");
  service.mood = "left already";
  one.retry();
  await until(() => told.length === 1);
  equal(told[0][0], "escaped");
});

test("an answer outlives a reload, under its key", async () => {
  const first = sending();
  first.service.mood = "away";
  await first.one.send("1", draft, me);
  const second = sending();
  second.one.resume(new Drafts(localStorage), me);
  await until(() => second.told.length === 1);
  equal([second.told[0][0], second.service.asked[0].key], ["sent", "key-1"]);
});

test("what nobody expects to leave any more becomes a draft again", async () => {
  const first = sending();
  first.service.now = () => Date.now() - 3_600_000;
  first.service.mood = "away";
  await first.one.send("1", draft, me);
  const second = sending(), drafts = new Drafts(localStorage);
  second.one.resume(drafts, me);
  equal([second.one.size, drafts.get("1").text, second.service.asked.length], [0, "Hallo!", 0]);
});

test("what one person left is not sent by another", async () => {
  const first = sending();
  first.service.mood = "away";
  await first.one.send("1", draft, me);
  const second = sending();
  second.one.resume(new Drafts(localStorage), { ...me, id: "12" });
  equal([second.one.size, second.service.asked.length], [0, 0]);
});

test("a session that ended refuses nothing: the answer waits", async () => {
  const { one, service, told } = sending();
  service.post = async () => { throw new ApiError({ status: 401, code: "sign_in_first", message: "This needs a sign-in." }); };
  await one.send("1", draft, me);
  equal([one.of("1")[0].state, told], ["waiting", []]);
});

test("the drafts of two people are apart", () => {
  let owner = "11";
  const drafts = new Drafts(localStorage, () => owner);
  drafts.keep("1", { text: "Mara schreibt", mode: "public" });
  owner = "12";
  equal(drafts.get("1"), null);
});

test("a draft keeps its key while it is written, and over a retry of the same text", () => {
  const drafts = new Drafts(localStorage), first = drafts.keep("1", { text: "Ha", mode: "public" });
  holds(/^[0-9a-f-]{36}$/.test(first.key), first.key);
  equal(drafts.keep("1", { text: "Hallo", mode: "public" }).key, first.key);
  const handed = drafts.hand("1", { text: "Hallo", mode: "public" });
  equal([handed.key, drafts.hand("1", { text: "Hallo", mode: "public" }).key], [first.key, first.key]);
});

test("another text after handing over is another answer with another key", () => {
  const drafts = new Drafts(localStorage), handed = drafts.hand("1", { text: "Hallo", mode: "public" });
  holds(drafts.keep("1", { text: "Hallo!", mode: "public" }).key !== handed.key, "a new key");
});

test("an empty draft is forgotten, and one that cannot be kept says so", () => {
  const drafts = new Drafts(localStorage);
  drafts.keep("1", { text: "x", mode: "note" });
  drafts.keep("1", { text: "  ", mode: "note" });
  equal(drafts.get("1"), null);
  const full = new Drafts({ getItem: () => null, setItem: () => { throw new Error("full"); }, removeItem: () => {} });
  equal(full.keep("1", { text: "x", mode: "note" }).isOnlyHere, true);
});
