import "/assets/test/js/elements/message-tree.js";
import { channel, conversation, entry, equal, holds, inMinutes, me, message, place, test } from "/tests/tests.js";

function show(messages, { isPrivate = false, acts = new Map(), history = [] } = {}) {
  const tree = place("message-tree");
  const draw = (list) => tree.show(list, history, { conversation: conversation(), isPrivate, acts, now: Date.now(), mayReply: true, mayAct: true });
  draw(messages);
  return { tree, draw };
}

const one = (more) => show([message(more)]).tree.querySelector("message-item");

test("what somebody wrote never becomes markup", () => {
  const evil = '<img src=x onerror="alert(1)"><script>alert(1)</script>';
  const item = one({ text: evil, author: { id: "1", name: evil }, subject: evil, kind: "mail",
    attachments: [{ name: evil, type: "text/html", size: 1, url: "javascript:alert(1)", href: null, isImage: false, alternative: evil }] });
  equal([item.querySelector("img, script"), item.querySelector(".msg__text").textContent, item.querySelector(".msg__head b").textContent,
    item.querySelector("a.file")], [null, evil, evil, null]);
});

test("safe HTML is built element by element; what is not on the list is its text", () => {
  const item = one({ html: [{ e: "p", c: ["Hallo ", { e: "strong", c: ["Welt"] }, { e: "br" }, { e: "script", c: ["alert(1)"] },
    { e: "a", href: "javascript:alert(1)", c: ["klick"] }] }] });
  const said = item.querySelector(".msg__text");
  equal([said.querySelector("script, a"), said.querySelector("strong").textContent, said.textContent], [null, "Welt", "Hallo Weltalert(1)klick"]);
});

test("a link opens outside without telling from where, and names its host where its words do not", () => {
  const item = one({ html: [{ e: "p", c: [{ e: "a", href: "https://xn--kttle-jua.example/x", c: ["kettle.example"] },
    { e: "a", href: "https://a.example/@x", role: "mention", c: ["@x"] }] }] });
  const [link] = item.querySelectorAll("a");
  equal([link.rel, link.target, item.querySelectorAll(".said__host").length, item.querySelector(".said__host").textContent],
    ["noopener noreferrer nofollow ugc", "_blank", 1, " (xn--kttle-jua.example)"]);
});

test("an address in plain text is a link, its line ends stay", () => {
  const said = one({ text: "Erste Zeile\nhttps://a.example/x." }).querySelector(".msg__text");
  equal([said.querySelector("a").getAttribute("href"), said.textContent, getComputedStyle(said).whiteSpace],
    ["https://a.example/x", "Erste Zeile\nhttps://a.example/x.", "pre-wrap"]);
});

test("the language and direction of what was written are kept", () => {
  const said = one({ language: "en" }).querySelector(".msg__text");
  equal([said.lang, said.dir], ["en", "auto"]);
});

test("an edit says when, and folds what it said before with the change marked", () => {
  const item = one({ text: "Bitte Ersatz", editedAt: inMinutes(-2), revision: 2,
    revisions: [{ revision: 1, text: "Sofort Ersatz", seenAt: inMinutes(-4) }] });
  holds(/edited \d\d:\d\d/.test(item.querySelector(".msg__head").textContent), item.querySelector(".msg__head").textContent);
  equal([item.querySelector("details").open, item.querySelector("del").textContent.trim(), item.querySelector("ins").textContent.trim()],
    [false, "Sofort", "Bitte"]);
  holds(item.querySelector(".evidence__facts").textContent.startsWith("Version 1 of 2, seen "), "the facts of the version");
});

test("a deleted message says when; its wording is folded and nothing can be done to it", () => {
  const { tree } = show([message({ deletedAt: inMinutes(-2), text: "Weg damit", acts: ["hide"] })]), item = tree.querySelector("message-item");
  holds(/^Deleted (at|yesterday)/.test(item.querySelector(".msg__text").textContent), item.textContent);
  equal([item.querySelector("details").open, item.querySelector("button"), tree.querySelector(".stop").classList.contains("stop--gone")],
    [false, null, true]);
});

test("a hidden one says so and can be shown again, not hidden twice", () => {
  const item = one({ hiddenAt: inMinutes(-1), acts: ["hide", "unhide", "delete"] });
  holds(item.querySelector(".msg__head").textContent.includes("hidden"), "the word");
  item.querySelector("[aria-haspopup]").click();
  equal([...document.querySelectorAll("choice-menu .menu__title")].map((entry) => entry.textContent), ["Show again", "Delete …"]);
  document.querySelector("choice-menu").remove();
});

test("answers leave by a turnout, deeper than four they stay and name whom they answer", () => {
  const chain = [message({ text: "0" })];
  for (let n = 1; n < 7; n += 1) chain.push(message({ text: String(n), parent: chain[n - 1].id, author: { id: String(n), name: `Person ${n}` } }));
  const { tree } = show(chain);
  const depth = (text) => { let deep = 0; for (let at = [...tree.querySelectorAll(".msg__text")].find((said) =>
    said.textContent === text); at; at = at.parentElement?.closest(".branch")) deep += at.matches?.(".branch") ? 1 : 0; return deep; };
  equal([0, 1, 2, 3, 4, 5, 6].map((n) => depth(String(n))), [0, 1, 2, 3, 4, 4, 4]);
  const deepest = [...tree.querySelectorAll("message-item")].at(-1);
  holds(deepest.querySelector(".msg__head").textContent.includes("answers Person 5"), deepest.querySelector(".msg__head").textContent);
});

test("a private thread below a public one is a branch of its own that says who reads it", () => {
  const root = message(), { tree } = show([root, message({ visibility: "private", parent: root.id, kind: "message" })]);
  const tunnel = tree.querySelector("section.branch--private");
  equal([tunnel.getAttribute("aria-label"), tunnel.querySelector(".branch__sign").textContent],
    ["Private messages with Hannelore Wüst", "Privateonly Hannelore and the team read this."]);
});

test("a private conversation is one line without turnouts", () => {
  const root = message({ visibility: "private" }), { tree } = show([root, message({ visibility: "private", parent: root.id })], { isPrivate: true });
  equal([tree.querySelectorAll(".branch").length, tree.querySelectorAll(":scope > ol > li").length], [0, 2]);
});

test("a ring of parents, which no platform should send, does not hang and loses nothing", () => {
  const [a, b] = [message(), message()];
  a.parent = b.id; b.parent = a.id;
  const root = message(), { tree } = show([root, a, b]);
  equal(tree.querySelectorAll("message-item").length, 3);
});

test("notes and events stand beside the line in the order of time", () => {
  const { tree } = show([message({ at: inMinutes(-30) }),
    message({ at: inMinutes(-10), direction: "note", kind: "note", visibility: "private", user: me, author: null, text: "Lager bestätigt" })],
    { history: [{ id: "e1", at: inMinutes(-20), who: "Jonas", text: "took it." },
      { id: "r1", at: inMinutes(-25), who: "Rückruf", isRule: true, text: "applied.", why: ["text has „leckt“"] }] });
  equal([...tree.querySelectorAll(":scope > ol > li")].map((stop) => [...stop.classList].at(-1)),
    ["stop", "stop--event", "stop--event", "stop--note", "is-end"].slice(0, 4).map((name, n) => n === 3 ? "is-end" : name));
  equal(tree.querySelector(".why li").textContent, "text has „leckt“");
  holds(tree.textContent.includes("internal note, never leaves the house"), "a note says that it stays");
});

test("news keep every element that was there, with what was opened", () => {
  const root = message({ text: "neu", revision: 2, editedAt: inMinutes(-1), revisions: [{ revision: 1, text: "alt", seenAt: inMinutes(-3) }] }),
    { tree, draw } = show([root]);
  const item = tree.querySelector("message-item");
  item.querySelector("details").open = true;
  draw([{ ...root, reactions: [{ value: "like", count: 1 }] }, message({ parent: root.id })]);
  equal([tree.querySelector("message-item") === item, item.querySelector("details").open,
    item.querySelector(".msg__foot").textContent.includes("1 like")], [true, true, true]);
});

test("ours is green only when the platform confirmed it", () => {
  const ours = (state) =>
    one({ direction: "outbound", user: me, author: null, outbox: entry({ state, firstTriedAt: inMinutes(-1), sentAt: inMinutes(-1) }) });
  equal(["held", "queued", "sending", "unknown", "failed"].map((state) => ours(state).querySelector(".act .aspect").dataset.aspect),
    ["shunt", "plain", "route", "dark", "stop"]);
  holds(/^sent\d\d:\d\d:\d\dconfirmed by the platform/.test(ours("sent").querySelector(".msg__foot").textContent), "said and confirmed");
});

test("send again asks once more", () => {
  const item = one({ direction: "outbound", user: me, outbox: entry({ state: "unknown", firstTriedAt: inMinutes(-1) }) }), told = [];
  item.addEventListener("outbox", ({ detail }) => told.push(detail.act));
  const press = (text) => [...item.querySelectorAll("button")].find((button) => button.textContent === text).click();
  press("Send again");
  equal(told, []);
  holds(item.querySelector(".act__advice").textContent.includes("It may then stand there twice."), "it says what may happen");
  press("Send again anyway");
  press("No, wait");
  press("It is there");
  equal(told, ["again", "isThere"]);
});

test("an act on its way is seen at its message", () => {
  const target = message({ acts: ["hide"] }), { tree } = show([target],
    { acts: new Map([[target.id, entry({ verb: "hide", state: "queued", text: "" })]]) });
  equal([tree.querySelector(".msg__act > span").textContent, tree.querySelector(".msg__act .aspect span").textContent], ["Hide", "queued"]);
});

test("our own side is called by its account on the channel", async () => {
  const { house } = await import("/assets/test/js/models/house.js");
  house.channels = [{ ...channel, account: { id: "1", name: "Morgenrot Magazin" } }];
  equal(one({ direction: "outbound", author: null, user: me }).querySelector(".msg__head b").textContent, "Morgenrot Magazin");
});

test("a picture is shown from our own address beside its name; what turns out to be none stays a link", async () => {
  const files = [{ name: "schild.jpg", type: "image/jpeg", size: 10, url: "https://cdn.example/x", href: "/api/v1/attachments/1/0", isImage: true, alternative: "Typenschild" },
    { name: "liste.pdf", type: "application/pdf", size: 10, url: null, href: "/api/v1/attachments/1/1", isImage: false, alternative: null }];
  const item = one({ attachments: files });
  const image = item.querySelector(".picture img"), links = [...item.querySelectorAll("a.file")];
  equal([image.getAttribute("src"), image.alt, image.loading, links.map((link) => link.getAttribute("href"))],
    ["/api/v1/attachments/1/0", "Typenschild", "lazy", ["/api/v1/attachments/1/0", "/api/v1/attachments/1/1"]]);
  image.dispatchEvent(new Event("error"));
  equal([item.querySelector(".picture"), item.querySelectorAll("a.file").length], [null, 2]);
});
