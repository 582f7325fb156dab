import { Queue, compareIds } from "/assets/test/js/models/queue.js";
import { equal, holds, inMinutes, me, row, test } from "/tests/tests.js";

const due = (minutes, more = {}) => row({ dueAt: minutes == null ? null : inMinutes(minutes), ...more });
const ids = (queue) => queue.rows.map(({ id }) => id);

function loaded(rows, { view = "open", filter = {}, next = null } = {}) {
  const queue = new Queue(view, filter, me.id);
  queue.replace({ items: rows, next });
  return queue;
}

test("a second page comes behind the first, and a row that moved is not there twice", () => {
  const [a, b, c] = [due(1), due(2), due(3)];
  const queue = loaded([a, b], { next: "x" });
  queue.append({ items: [b, c], next: null });
  equal(ids(queue), [a.id, b.id, c.id]);
  equal(queue.next, null);
});

test("a change is taken in where the row stands, even when its due time would move it", () => {
  const [a, b] = [due(1), due(2)], queue = loaded([a, b]);
  equal(queue.receive({ ...b, dueAt: inMinutes(-30), version: 2 }, 1), "changed");
  equal(ids(queue), [a.id, b.id]);
  equal(queue.rows[1].version, 2);
});

test("a row that belongs no more stays in place and is marked", () => {
  const [a, b] = [due(1), due(2)], queue = loaded([a, b]);
  equal(queue.receive({ ...a, status: "resolved" }, 1), "left");
  equal(ids(queue), [a.id, b.id]);
  holds(queue.rows[0].hasLeft, "it is marked");
});

test("what arrives in sight waits to be asked for", () => {
  const [a, b] = [due(10), due(20)], queue = loaded([a, b]), urgent = due(1);
  equal(queue.receive(urgent, 1), "waits");
  equal(ids(queue), [a.id, b.id]);
  queue.merge();
  equal(ids(queue), [urgent.id, a.id, b.id]);
  equal(queue.arrivals.size, 0);
});

test("what arrives below what is in sight enters at its place", () => {
  const [a, b, c] = [due(10), due(20), due(40)], queue = loaded([a, b, c]), later = due(30);
  equal(queue.receive(later, 1), "entered");
  equal(ids(queue), [a.id, b.id, later.id, c.id]);
});

test("what arrives at the end of a list that is wholly in sight moves nothing and enters", () => {
  const a = due(10), queue = loaded([a]), later = due(20);
  equal(queue.receive(later, 0), "entered");
  equal(ids(queue), [a.id, later.id]);
});

test("the first row of an empty list enters at once", () => equal(loaded([]).receive(due(1), -1), "entered"));

test("beyond what is loaded a row comes with its page", () => {
  const queue = loaded([due(10)], { next: "x" });
  equal(queue.receive(due(99), 0), null);
  equal(queue.rows.length, 1);
});

test("an arrival that is gone before it was let in never shows", () => {
  const queue = loaded([due(10)]), urgent = due(1);
  queue.receive(urgent, 0);
  equal(queue.receive({ ...urgent, status: "spam" }, 0), "left");
  equal(queue.arrivals.size, 0);
});

test("letting in also lets go what has left", () => {
  const [a, b] = [due(1), due(2)], queue = loaded([a, b]);
  queue.receive({ ...a, status: "resolved" }, 1);
  queue.merge();
  equal(ids(queue), [b.id]);
});

test("taking a row out names the next, at the end the one before", () => {
  const [a, b, c] = [due(1), due(2), due(3)], queue = loaded([a, b, c]);
  equal(queue.take(b.id), c.id);
  equal(queue.take(c.id), a.id);
  equal(queue.take(a.id), null);
});

test("walking stops at both ends", () => {
  const [a, b] = [due(1), due(2)], queue = loaded([a, b]);
  equal([queue.neighbour(a.id, 1), queue.neighbour(b.id, 1), queue.neighbour(a.id, -1)], [b.id, null, null]);
});

test("rows without a due time stand last, among each other by id", () => {
  const queue = loaded([]), rows = [due(null, { id: "1000" }), due(5, { id: "30" }), due(null, { id: "999" })];
  equal(rows.sort((a, b) => queue.compare(a, b)).map(({ id }) => id), ["30", "999", "1000"]);
});

test("newest first orders by the last message", () => {
  const queue = new Queue("resolved", {}, me.id), old = row({ lastMessageAt: inMinutes(-9) }), young = row({ lastMessageAt: inMinutes(-1) });
  equal([old, young].sort((a, b) => queue.compare(a, b))[0].id, young.id);
});

test("ids are numbers, however long", () => {
  holds(compareIds("9", "10") < 0 && compareIds("18446744073709551615", "9223372036854775807") > 0 && compareIds("7", "7") === 0,
    "compared as numbers");
});

for (const [view, more, belongs] of [
  ["mine", { assignee: { id: "11" } }, true], ["mine", { assignee: { id: "12" } }, false], ["unassigned", {}, true],
    ["unassigned", { assignee: { id: "12" } }, false],
  ["open", { snoozedUntil: inMinutes(9) }, false], ["snoozed", { snoozedUntil: inMinutes(9) }, true], ["waiting", { status: "waiting" }, true],
    ["hold", { status: "on_hold" }, true], ["spam", { status: "spam" }, true],
]) test(`${JSON.stringify(more)} ${belongs ? "belongs" : "does not belong"} to ${view}`,
  () => equal(new Queue(view, {}, me.id).receive(row(more), -1) === "entered", belongs));

test("a filter by channel keeps others out", () => equal(loaded([], { filter: { channel: "2" } }).receive(row(), -1), null));
