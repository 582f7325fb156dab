import "/assets/test/js/elements/queue-list.js";
import { house } from "/assets/test/js/models/house.js";
import { channel, equal, holds, inMinutes, noNetwork, place, row, serve, test, until } from "/tests/tests.js";

const rows = (list) => [...list.querySelectorAll("queue-row")];
const names = (list) => rows(list).map((one) => one.querySelector(".row__line").textContent);

async function open(routes, { view = "open", filter = {} } = {}) {
  const asked = serve(routes), list = place("queue-list");
  const body = list.querySelector(".pane__body");
  Object.assign(body.style, { blockSize: "600px", overflow: "auto" });
  await list.open(view, filter);
  return { list, asked, body };
}

const page = (items, next = null) => ({ items, next });

test("a view asks for what it is, and its rows are links named in one sentence", async () => {
  const one = row({ excerpt: "Wann?", unanswered: "5", priority: "urgent", dueAt: inMinutes(41.5),
    assignee: { id: "12", displayName: "Jonas Okafor" } });
  const { list, asked } = await open({ "GET /conversations": () => page([one]) }, { view: "mine", filter: { channel: "1" } });
  equal(asked[0].query, { status: "open", assignee: "me", channel: "1" });
  const link = list.querySelector("a.row__open");
  equal(link.getAttribute("aria-label"), "Hannelore Wüst, Comment, blog, waits for an answer, Urgent, due in 41 min, with Jonas Okafor");
  equal(link.getAttribute("href"), `#/mine/${one.id}?channel=1`);
});

test("a message that a whole group reads is not called private", async () => {
  const items = [row({ kind: "message", visibility: "public" }), row({ kind: "message", visibility: "private" })];
  const { list } = await open({ "GET /conversations": () => page(items) });
  equal(rows(list).map((one) => one.querySelector(".row__kind").textContent), ["Group message", "Private message"]);
});

test("one row is in the order of Tab, j and k walk, the list knows its place", async () => {
  const { list } = await open({ "GET /conversations": () => page([row(), row(), row()]) });
  equal(rows(list).map((one) => one.link.tabIndex), [0, -1, -1]);
  list.step(1); list.step(1);
  equal(list.focused, rows(list)[1].row.id);
  equal(rows(list).map((one) => one.link.tabIndex), [-1, 0, -1]);
  list.step(-1); list.step(-1);
  equal(list.focused, rows(list)[0].row.id);
  equal([...list.querySelectorAll("li")].map((item) => [item.ariaPosInSet, item.ariaSetSize]), [["1", "3"], ["2", "3"], ["3", "3"]]);
});

test("the next page comes by itself near the end, with the cursor of the last", async () => {
  const first = Array.from({ length: 50 }, (_, n) => row({ dueAt: inMinutes(n) }));
  const { list, asked, body } = await open({ "GET /conversations": (_, __, query) => query.cursor
    ? page([row({ excerpt: "letzte", dueAt: inMinutes(99) })]) : page(first, "abc") });
  equal(rows(list).length, 50, "not before it comes near");
  // Rows take their true height as they come into sight: like a person, go on until the end.
  await until(() => { body.scrollTop = body.scrollHeight; return rows(list).length === 51; }, "the last page");
  equal(asked.map(({ query }) => query.cursor ?? null), [null, "abc"]);
  equal(names(list).at(-1), "letzte");
});

test("what arrives in sight announces itself and is let in when asked; nothing moved before", async () => {
  const { list } = await open({ "GET /conversations": () =>
    page([row({ excerpt: "a", dueAt: inMinutes(10) }), row({ excerpt: "b", dueAt: inMinutes(20) })]) });
  list.receive(row({ excerpt: "eilig", dueAt: inMinutes(1) }));
  equal(names(list), ["a", "b"]);
  const button = list.querySelector(".queue__new");
  equal([button.hidden, button.textContent], [false, "1 new above"]);
  button.click();
  equal(names(list), ["eilig", "a", "b"]);
  equal([button.hidden, list.focused], [true, rows(list)[0].row.id]);
});

test("the element of a row stays when the row changes, and keeps the focus", async () => {
  const one = row({ excerpt: "alt" }), { list } = await open({ "GET /conversations": () => page([one, row()]) });
  list.focusRow(one.id);
  const [element, link] = [rows(list)[0], document.activeElement];
  list.receive({ ...one, excerpt: "neu", version: 2 });
  equal(names(list)[0], "neu");
  holds(rows(list)[0] === element && document.activeElement === link, "the same element, the same focus");
});

test("an older state that comes late changes nothing", async () => {
  const one = row({ excerpt: "neu", version: 5 }), { list } = await open({ "GET /conversations": () => page([one]) });
  list.receive({ ...one, excerpt: "alt", version: 4 });
  equal(names(list), ["neu"]);
});

test("a row that somebody else resolved stays in place and says so", async () => {
  const one = row(), { list } = await open({ "GET /conversations": () => page([one, row()]) });
  list.receive({ ...one, status: "resolved", version: 2 });
  equal([rows(list).length, rows(list)[0].querySelector(".row__due").textContent], [2, "resolved"]);
  holds(rows(list)[0].classList.contains("has-left"), "it is marked");
});

test("an empty view says that the line is clear and where work is", async () => {
  house.counts = { views: { open: 3, unassigned: 2 }, late: 0, channels: [] };
  const { list } = await open({ "GET /conversations": () => page([]) }, { view: "mine" });
  equal(list.querySelector(".blank h2").textContent, "Line clear.");
  equal([list.querySelector(".blank p").textContent, list.querySelector(".blank a").getAttribute("href")],
    ["Nothing waits in this view. Next: 2 unassigned.", "#/unassigned"]);
});

test("what cannot be loaded says why, with its id, and is loaded at a press", async () => {
  let works = false;
  const { list } = await open({ "GET /conversations": () => works ? page([row()])
    : [503, { error: { code: "busy", message: "Storage does not answer.", advice: "", id: "7F3-21K" } }] });
  equal(list.querySelector(".blank h2").textContent, "The queue cannot be loaded.");
  holds(/Storage does not answer\. \(id 7F3-21K\) Next attempt in 8 s\./.test(list.querySelector(".blank p").textContent),
    list.querySelector(".blank p").textContent);
  works = true;
  list.querySelector(".blank button").click();
  await until(() => rows(list).length === 1);
});

test("without a network it says that the service does not answer", async () => {
  const { list } = await open({ "GET /conversations": noNetwork });
  holds(list.querySelector(".blank p").textContent.startsWith("The service does not answer."), list.querySelector(".blank p").textContent);
});

test("a view that is not open says so", async () => {
  const { list } = await open({ "GET /conversations": () => [403,
    { error: { code: "not_allowed", message: "Mara may not do this.", advice: "Ask an administrator.", id: "x" } }] });
  equal([list.querySelector(".blank h2").textContent, list.querySelector(".blank p").textContent],
    ["This view is not open to you.", "Mara may not do this. Ask an administrator."]);
});

test("reading again keeps the rows where they are and marks those that went", async () => {
  const [a, b, c] = [1, 2, 3].map((n) => row({ excerpt: String(n), dueAt: inMinutes(n * 10) }));
  let items = [a, b, c];
  const { list } = await open({ "GET /conversations": () => page(items) });
  items = [{ ...a, excerpt: "1 neu", version: 2 }, c, row({ excerpt: "4", dueAt: inMinutes(40) })];
  await list.refresh();
  equal(names(list), ["1 neu", "2", "3", "4"]);
  equal(rows(list).map((one) => one.classList.contains("has-left")), [false, true, false, false]);
});

test("the filter is a menu of channels and leads to an address", async () => {
  house.channels = [channel, { ...channel, id: "2", name: "mastodon", connector: "mastodon" }];
  const { list } = await open({ "GET /conversations": () => page([]) });
  list.openFilter();
  const menu = document.querySelector("choice-menu");
  equal([...menu.querySelectorAll(".menu__title")].map((item) => item.textContent), ["All channels", "blog", "mastodon"]);
  menu.querySelectorAll("button")[2].click();
  equal([location.hash, document.querySelector("choice-menu")], ["#/open?channel=2", null]);
});

test("marks that turn text around are shown in a row", async () => {
  const { list } = await open({ "GET /conversations": () =>
    page([row({ excerpt: "gnp.\u202eexe", author: { id: "1", name: "A\u202eB", role: "customer" } })]) });
  equal([names(list)[0], list.querySelector(".row__name").textContent], ["gnp.[U+202E]exe", "A[U+202E]B"]);
});
