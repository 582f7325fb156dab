import "/assets/test/js/elements/desk-page.js";
import { api } from "/assets/test/js/lib/api.js";
import { live } from "/assets/test/js/lib/live.js";
import { house } from "/assets/test/js/models/house.js";
import { channel, conversation, entry, equal, holds, inMinutes, me, message, noNetwork, place, serve, test, until } from "/tests/tests.js";

// The stream is a stand-in: tests say what happens.
live.start = () => { live.state = "open"; };
live.stop = () => { live.state = "off"; };
const happens = (detail) => live.dispatchEvent(new CustomEvent("change", { detail: { detail: {}, ...detail } }));
const becomes = (state) => { live.state = state; live.since = state === "lost" ? Date.now() : null; live.dispatchEvent(new Event("state")); };

/** A small house with a few conversations. */
function world() {
  const talks = [1, 2, 3].map((n) =>
    conversation({ excerpt: `Frage ${n}`, dueAt: inMinutes(n * 10), author: { id: String(n), name: `Person ${n}`, role: "customer" } }));
  const messages = new Map(talks.map((talk) => [talk.id, [message({ text: talk.excerpt, author: talk.author, waits: true })]]));
  for (const talk of talks) talk.unanswered = messages.get(talk.id)[0].id;
  const change = (talk, more) => Object.assign(talk, more, { version: talk.version + 1 });
  const routes = {
    "GET /me": () => me, "GET /users": () => ({ items: [me, { id: "12", name: "jonas", displayName: "Jonas Okafor", role: "agent" }] }),
      "GET /teams": () => ({ items: [{ name: "sales", title: "Vertrieb" }] }),
    "GET /labels": () => ({ items: [] }), "GET /replies": () => ({ items: [] }),
      "GET /channels": () => ({ items: [{ ...channel, quarantined: 0, held: 0, waiting: 0, abilities: ["reply"], since: inMinutes(-60) }] }),
    "GET /outbox": () => ({ items: [] }), "GET /conversations/counts": () => ({ views: { open: talks.length, mine: 0 }, late: 0, channels: [] }),
    "GET /conversations": () => ({ items: talks.filter((talk) => talk.status === "open" && !talk.snoozedUntil), next: null }),
  };
  for (const talk of talks) {
    Object.assign(routes, {
      [`GET /conversations/${talk.id}`]: () => talk, [`GET /conversations/${talk.id}/messages`]: () => ({ items: messages.get(talk.id) }),
        [`GET /conversations/${talk.id}/events`]: () => ({ items: [] }),
      [`PUT /conversations/${talk.id}/status`]: ({ to }) => change(talk, { status: to }),
        [`PUT /conversations/${talk.id}/assignment`]: ({ assignee, team }) => change(talk, { assignee: assignee === "me" ? me : null, team }),
      [`PUT /conversations/${talk.id}/priority`]: ({ priority }) => change(talk, { priority }),
      [`POST /conversations/${talk.id}/replies`]: ({ text, inReplyTo }) => {
        const ours = message({ direction: "outbound", text, parent: inReplyTo, user: me, author: null, at: inMinutes(0) });
        ours.outbox = entry({ conversation: talk.id, message: ours.id, target: inReplyTo, text });
        messages.get(talk.id).push(ours);
        change(talk, {});
        return [201, ours.outbox];
      },
    });
  }
  return { talks, messages, routes, change };
}

async function start(more = {}, hash = "") {
  const { routes, ...rest } = world(), asked = serve({ ...routes, ...more });
  house.channels = [];
  delete document.documentElement.dataset.screen;
  location.hash = hash;
  const desk = place("desk-page");
  await desk.start();
  return { desk, asked, routes, ...rest };
}

const rows = (desk) => [...desk.querySelectorAll("queue-row")];
const key = (name, more = {}) =>
  (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true, ...more }));
const isOpen = (desk) => desk.querySelector("message-item") && desk.pane.conversation;

async function openFirst(more) {
  const it = await start(more);
  await until(() => rows(it.desk).length === 3);
  location.hash = `#/open/${it.talks[0].id}`;
  await until(() => isOpen(it.desk));
  return it;
}

test("who is not signed in stands before the door, and comes in", async () => {
  let isIn = false;
  const { desk } = await start({ "GET /me": () => isIn ? me : [401,
    { error: { code: "sign_in_first", message: "This needs a sign-in.", advice: "", id: "1" } }],
    "POST /session": ({ name, password }) => { isIn = name === "mara" && password === "kaffee"; return isIn ? [204]
    : [401, { error: { code: "sign_in_refused", message: "x", advice: "y", id: "1" } }]; } });
  await until(() => desk.querySelector("sign-in form"));
  const [name, password] = desk.querySelectorAll("input"), form = desk.querySelector("form");
  [name.value, password.value] = ["mara", "falsch"];
  form.requestSubmit();
  await until(() => desk.querySelector("#enter-hint").textContent === "Name or password is wrong.");
  equal(password.getAttribute("aria-invalid"), "true");
  password.value = "kaffee";
  form.requestSubmit();
  await until(() => rows(desk).length === 3);
});

test("a brake is said in words and the button rests", async () => {
  serve({ "POST /session": () => [429, { error: { code: "slow_down", message: "x", advice: "y", id: "1" } }] });
  const answer = api.fetch;
  api.fetch = async (...call) => { const response = await answer(...call); response.headers.set("Retry-After", "12"); return response; };
  await import("/assets/test/js/elements/sign-in.js");
  const door = place("sign-in"), [name, password] = door.querySelectorAll("input");
  [name.value, password.value] = ["mara", "kaffee"];
  door.querySelector("form").requestSubmit();
  await until(() => door.querySelector("#enter-hint").textContent === "Too many tries. Next try in 12 s.");
  equal(door.querySelector(".enter__go").disabled, true);
  door.remove();
});

test("a sign-in link is used once, and its token leaves the address", async () => {
  const { desk, asked } = await start({ "POST /session/link": () => [204] }, "#/link/abc");
  await until(() => rows(desk).length === 3);
  equal([asked[0].name, asked[0].body, location.hash], ["POST /session/link", { token: "abc" }, "#/open"]);
});

test("a link that was used leads to the door and says so", async () => {
  const { desk } = await start({ "POST /session/link": () => [401,
    { error: { code: "link_used", message: "This link was used or has expired.", advice: "Have an administrator make a new one.", id: "1" } }] },
    "#/link/abc");
  await until(() => desk.querySelector("#enter-hint")?.textContent);
  equal(desk.querySelector("#enter-hint").textContent, "This link was used or has expired. Have an administrator make a new one.");
});

test("opening moves the focus to the heading, Escape back to the row", async () => {
  const { desk, talks } = await openFirst();
  equal([document.activeElement.tagName, document.activeElement.textContent], ["H1", "Person 1"]);
  equal(desk.querySelector("article").getAttribute("aria-label"), "Conversation with Person 1");
  key("Escape");
  await until(() => desk.queue.focused === talks[0].id);
  equal([location.hash, desk.querySelector("conversation-pane").childElementCount], ["#/open", 0]);
});

test("an answer stands there at once, is held with its fuse, and can be taken back into the box", async () => {
  let letIn;
  const { desk, talks, routes, messages } = await openFirst();
  const answer = routes[`POST /conversations/${talks[0].id}/replies`], gate = new Promise((open) => { letIn = open; });
  const asked = serve({ ...routes, [`POST /conversations/${talks[0].id}/replies`]: async (...call) => { await gate; return answer(...call); },
    "DELETE /outbox/ID": () => { const ours = messages.get(talks[0].id).pop(); return { ...ours.outbox, state: "cancelled" }; } });
  key("r");
  const area = desk.querySelector("textarea");
  equal(document.activeElement, area);
  area.value = "Kommt heute.";
  area.dispatchEvent(new Event("input", { bubbles: true }));
  key("Enter", { ctrlKey: true });
  await until(() => desk.querySelector(".act"));
  equal([desk.querySelector(".act .aspect span").textContent, area.value], ["handed over", ""]);
  letIn();
  await until(() => desk.querySelector(".act .aspect span")?.textContent === "held");
  holds(desk.querySelector(".fuse") && /^Leaves for Person in \d+ s, in public\.$/.test(desk.querySelector(".toast span").textContent),
    desk.querySelector(".toast")?.textContent);
  area.blur();
  key("z");
  await until(() => area.value === "Kommt heute." && desk.querySelectorAll("message-item").length === 1);
  equal(asked.filter(({ name }) => name.startsWith("DELETE /outbox/")).length, 1);
});

test("an answer without a network waits here and leaves under the same key when it is back", async () => {
  const { desk, talks, routes } = await openFirst(), path = `POST /conversations/${talks[0].id}/replies`;
  const failing = serve({ ...routes, [path]: noNetwork });
  becomes("lost");
  holds(desk.querySelector("notice-bar").textContent.includes("No connection for"), "the notice");
  equal(desk.querySelector("[data-do=send] span").textContent, "Hold until connected");
  const area = desk.querySelector("textarea");
  area.value = "Später.";
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.focus();
  key("Enter", { ctrlKey: true });
  await until(() => desk.querySelector(".act .aspect span")?.textContent === "held here");
  const working = serve(routes);
  becomes("open");
  await until(() => desk.querySelector(".act .aspect span")?.textContent === "held");
  equal(working.find(({ name }) => name === path).key, failing.find(({ name }) => name === path).key);
});

test("a refused answer comes back into the box with its advice", async () => {
  const { desk, talks, routes } = await openFirst();
  serve({ ...routes, [`POST /conversations/${talks[0].id}/replies`]: () =>
    [422, { error: { code: "not_supported", message: "The channel cannot do this.", advice: "Do it on the platform itself.", id: "9" } }] });
  const area = desk.querySelector("textarea");
  area.value = "Hallo";
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.focus();
  key("Enter", { ctrlKey: true });
  await until(() => desk.querySelector(".reply__say"));
  equal([area.value, desk.querySelector(".reply__say p").textContent, desk.querySelectorAll("message-item").length],
    ["Hallo", "The channel cannot do this. Do it on the platform itself. (id 9)", 1]);
});

test("resolving takes the row out, puts the focus on the next, and can be undone", async () => {
  const { desk, talks, asked } = await openFirst();
  key("e");
  await until(() => rows(desk).length === 2 && desk.queue.focused === talks[1].id);
  equal([location.hash, desk.querySelector(".toast span").textContent], ["#/open", "Now resolved."]);
  key("z");
  await until(() => rows(desk).length === 3 && desk.queue.focused === talks[0].id);
  equal(asked.filter(({ name }) => name.startsWith("PUT")).map(({ body }) => body.to), ["resolved", "open"]);
});

test("keys act on the row under the focus without opening it", async () => {
  const { desk, talks, asked } = await start();
  await until(() => rows(desk).length === 3);
  key("j"); key("j");
  key("t");
  await until(() => rows(desk)[1].querySelector(".person--me"));
  key("4");
  await until(() => rows(desk)[1].querySelector(".tag--urgent"));
  equal(asked.filter(({ name }) => name.startsWith("PUT")).map(({ name, body }) => [name, body]),
    [[`PUT /conversations/${talks[1].id}/assignment`, { assignee: "me", team: null }],
    [`PUT /conversations/${talks[1].id}/priority`, { priority: "urgent" }]]);
});

test("single keys rest while a text is written", async () => {
  const { desk, asked } = await openFirst();
  desk.querySelector("textarea").focus();
  for (const letter of "etsz4") key(letter);
  equal(asked.filter(({ name }) => name.startsWith("PUT")), []);
});

test("a refused change is said in the page, not only in passing", async () => {
  const { desk, talks, routes } = await openFirst();
  serve({ ...routes, [`PUT /conversations/${talks[0].id}/status`]: () =>
    [409, { error: { code: "conflict", message: "Somebody else changed it.", advice: "Reload.", id: "42" } }] });
  key("e");
  await until(() => desk.querySelector("notice-bar .notice"));
  equal(desk.querySelector("notice-bar .notice p").textContent, "Somebody else changed it. Reload. (id 42)");
});

test("a message that arrives live is seen in the open conversation and in its row", async () => {
  const { desk, talks, messages, change } = await openFirst();
  messages.get(talks[0].id).push(message({ text: "Und wann?", author: talks[0].author, at: inMinutes(0) }));
  change(talks[0], { excerpt: "Und wann?", messageCount: 2 });
  happens({ kind: "messageReceived", conversation: talks[0].id });
  await until(() => desk.querySelectorAll("message-item").length === 2);
  equal([rows(desk)[0].querySelector(".row__line").textContent, [...desk.querySelectorAll(".msg__text")].at(-1).textContent],
    ["Und wann?", "Und wann?"]);
});

test("what was written meanwhile is said above a text that is being written", async () => {
  const { desk, talks, messages, change } = await openFirst();
  const area = desk.querySelector("textarea");
  area.value = "Ich schreibe";
  area.dispatchEvent(new Event("input", { bubbles: true }));
  messages.get(talks[0].id).push(message({ author: talks[0].author, at: inMinutes(0) }));
  change(talks[0], {});
  happens({ kind: "messageReceived", conversation: talks[0].id });
  await until(() => desk.querySelector(".reply__say"));
  equal([desk.querySelector(".reply__say strong").textContent, area.value], ["Person wrote again.", "Ich schreibe"]);
});

test("a reset reads everything afresh", async () => {
  const { desk, talks, change } = await start();
  await until(() => rows(desk).length === 3);
  change(talks[2], { excerpt: "anders" });
  live.dispatchEvent(new Event("reset"));
  await until(() => rows(desk)[2].querySelector(".row__line").textContent === "anders");
});

test("a conversation that was merged away becomes the one it went into, also in the address", async () => {
  const { desk, talks, routes } = await start();
  await until(() => rows(desk).length === 3);
  serve({ ...routes, "GET /conversations/4711": () => talks[1],
    "GET /conversations/4711/messages": routes[`GET /conversations/${talks[1].id}/messages`],
    "GET /conversations/4711/events": () => ({ items: [] }) });
  location.hash = "#/open/4711";
  await until(() => isOpen(desk));
  equal([location.hash, desk.pane.shownId], [`#/open/${talks[1].id}`, talks[1].id]);
});

test("a session that ended leads to the door", async () => {
  const { desk, routes, talks } = await openFirst();
  serve({ ...routes, [`PUT /conversations/${talks[0].id}/status`]: () =>
    [401, { error: { code: "sign_in_first", message: "x", advice: "y", id: "1" } }] });
  key("e");
  await until(() => desk.querySelector("sign-in form"));
  equal([document.documentElement.dataset.screen, house.me], ["sign-in", null]);
});

test("a stopped channel is said above the work, with what it means and where to go", async () => {
  const { desk } = await start({ "GET /channels": () =>
    ({ items: [{ ...channel, name: "photos", state: "sign_in_needed", since: inMinutes(-60), waiting: 37, held: 2, quarantined: 0, abilities: [],
    reason: "Access refused.", advice: "Make a token." }] }) });
  await until(() => desk.querySelector("notice-bar .notice"));
  const notice = desk.querySelector("notice-bar .notice");
  holds(/^photos: sign-in needed since .+\. 37 arrivals are kept, 2 answers wait\. Nothing is lost\.$/.test(notice.querySelector("p").textContent),
    notice.textContent);
  equal([notice.querySelector("a").getAttribute("href"), desk.querySelector("side-bar a[href='#/channels'] .count").textContent],
    ["#/channels/1", "1 stopped"]);
});

test("a viewer sees no box and no buttons", async () => {
  const { desk } = await openFirst({ "GET /me": () => ({ ...me, role: "viewer", permissions: ["conversation.read", "channel.read"] }) });
  equal([desk.querySelector("reply-box").hidden, desk.querySelector(".talk__reads").textContent,
    [...desk.querySelectorAll(".talk__acts button")].filter((button) => button.checkVisibility() && button.dataset.do !== "contact").length],
    [true, "Viewers read along.", 0]);
});
