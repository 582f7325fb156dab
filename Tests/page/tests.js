/** What a test file stands on. The page's document loads this in place of its own start; the address names the file. */
import { api } from "../assets/test/js/lib/api.js";
import { house } from "../assets/test/js/models/house.js";

const tests = [];

/** `name` is a sentence about behaviour; `body` may be async and throws when it does not hold. */
export function test(name, body) { tests.push({ name, body }); }

export function equal(found, wanted, what = "") {
  const [a, b] = [found, wanted].map((value) => JSON.stringify(value));
  if (a !== b) throw new Error(`${what ? `${what}: ` : ""}found ${a}, wanted ${b}`);
}

export function holds(condition, what) { if (!condition) throw new Error(what); }

/** Until a condition holds; a test never waits for a time to pass. */
export async function until(condition, what = String(condition)) {
  const end = performance.now() + 5_000;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`never: ${what}`);
    await new Promise((next) => requestAnimationFrame(next));
  }
}

/** Answers in the service's place: routes are { "GET /conversations": (body, headers, query) => value | [status, value] }. Returns what was asked. */
export function serve(routes) {
  const asked = [];
  api.fetch = async (path, { method, headers, body }) => {
    const url = new URL(path, location.href), name = `${method} ${url.pathname.replace("/api/v1", "")}`, sent = body ? JSON.parse(body) : null;
    asked.push({ name, body: sent, key: headers["Idempotency-Key"], query: Object.fromEntries(url.searchParams) });
    const route = routes[name] ?? routes[name.replace(/\d{3,}/g, "ID")];
    if (!route) return new Response(JSON.stringify({ error: { code: "not_found", message: `no route ${name}`, advice: "", id: "x" } }),
      { status: 404 });
    const answer = await route(sent, headers, Object.fromEntries(url.searchParams));
    const [status, value] = Array.isArray(answer) ? answer : [200, answer];
    return status === 204 ? new Response(null, { status }) : new Response(JSON.stringify(value), { status });
  };
  return asked;
}

export const noNetwork = () => { throw new TypeError("Failed to fetch"); };

export const me = { id: "11", name: "mara", displayName: "Mara Kessler", role: "agent",
  permissions: ["conversation.read", "conversation.handle", "reply.write", "message.act", "outbox.settle", "channel.read", "channel.manage",
  "delivery.manage"] };
export const channel = { id: "1", name: "blog", connector: "wordpress", title: "WordPress", hue: 1, state: "running" };
export const author = { id: "5", name: "Hannelore Wüst", handle: "hanne", avatar: null, url: null, role: "customer", followers: null };

let last = 1000;
export const nextId = () => String(last += 1);
export const inMinutes = (minutes, from = Date.now()) => new Date(from + minutes * 60_000).toISOString();

/** A row of the queue as the service gives it. */
export function row(more = {}) {
  return { id: nextId(), channel, kind: "comment", visibility: "public", subject: null, status: "open", spamReason: null, priority: "normal",
    team: null, assignee: null, goal: null, labels: [],
    snoozedUntil: null, createdAt: inMinutes(-60), lastMessageAt: inMinutes(-5), unanswered: null, unansweredSince: null, dueAt: inMinutes(60),
      late: false, messageCount: 1, excerpt: "Wann kommt mein Paket?", version: 1, author, post: null, ...more };
}

/** A conversation in full. */
export function conversation(more = {}) {
  return { ...row(), promises: [], rules: [], contact: { id: "9", name: author.name, identities: [], conversations: [] },
    abilities: { reply: { max: 500, unit: "graphemes", url: 23, windowClosesAt: null }, replyPrivate: null, note: true }, ...more };
}

/** A message as the service gives it. */
export function message(more = {}) {
  return { id: nextId(), kind: "comment", direction: "inbound", visibility: "public", parent: null, author, user: null, authorRole: "customer",
    text: "Hallo?", html: null, subject: null, language: "de", rating: null, attachments: [],
    permalink: null, at: inMinutes(-5), arrivedAt: inMinutes(-5), editedAt: null, deletedAt: null, hiddenAt: null, revision: 1, revisions: [],
      needsAnswer: true, waits: false, reactions: [], acts: [], outbox: null, ...more };
}

/** An act in the outbox. */
export function entry(more = {}) {
  return { id: nextId(), conversation: "1", message: null, target: null, channel, verb: "reply", text: "Hallo!", state: "held",
    heldUntil: inMinutes(1 / 6), nextTryAt: inMinutes(1 / 6), attempts: 0, readBacks: 0, firstTriedAt: null, sentAt: null,
    permalink: null, label: null, reason: null, advice: null, then: "resolved", createdBy: me, createdAt: inMinutes(0), ...more };
}

/** Puts an element where it can be seen, alone. */
export function place(name) {
  const element = document.createElement(name);
  document.body.replaceChildren(...[...document.querySelectorAll("template")],
    ...["status", "alert"].map((role) => Object.assign(document.createElement("p"), { id: `say-${role}` })), element);
  return element;
}

async function run() {
  const file = new URLSearchParams(location.search).get("file"), failed = [];
  let passed = 0;
  try { await import(file); } catch (error) { failed.push({ name: "the file loads", why: error.stack }); }
  for (const { name, body } of tests) {
    localStorage.clear();
    document.documentElement.lang = "en";
    location.hash = "";
    house.me = me;
    try { await body(); passed += 1; } catch (error) { failed.push({ name, why: error.stack ?? String(error) }); }
  }
  window.outcome = { passed, failed };
}

if (new URLSearchParams(location.search).has("file")) run();
