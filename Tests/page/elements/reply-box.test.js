import "/assets/test/js/elements/reply-box.js";
import { api } from "/assets/test/js/lib/api.js";
import { Drafts } from "/assets/test/js/models/drafts.js";
import { house } from "/assets/test/js/models/house.js";
import { conversation, equal, holds, inMinutes, message, place, test } from "/tests/tests.js";

function open(more = {}, messages = [message({ waits: true, at: "2026-03-17T16:48:00Z" })]) {
  const box = place("reply-box"), told = [];
  box.drafts = new Drafts(localStorage);
  box.addEventListener("reply", ({ detail }) => told.push(detail));
  const talk = conversation({ id: "77", unanswered: messages[0]?.id, ...more });
  box.open(talk, messages);
  return { box, told, messages, talk };
}

const area = (box) => box.querySelector("textarea");
const send = (box) => box.querySelector("[data-do=send]");

function write(box, text) {
  area(box).value = text;
  area(box).dispatchEvent(new Event("input", { bubbles: true }));
}

function press(element, key, more = {}) {
  element.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
}

const text = (box, selector) => box.querySelector(selector).textContent;
const terms = { max: 500, unit: "graphemes", url: 23, windowClosesAt: null };

test("it says who will read it, and the field is described by that sentence", () => {
  const { box } = open();
  holds(/^In public, below Hannelore’s comment of .+\. Everyone can read it\.$/.test(text(box, ".reply__to")), text(box, ".reply__to"));
  equal([area(box).getAttribute("aria-describedby").split(" ")[0], send(box).firstElementChild.textContent], ["reply-to", "Reply in public"]);
});

test("the three ways differ in sentence, button and edge; changing the way keeps the text", () => {
  const { box } = open({ abilities: { reply: terms, replyPrivate: terms, note: true } });
  write(box, "Hallo!");
  const seen = ["public", "private",
    "note"].map((mode) => { box.write(mode); return [box.querySelector("form").dataset.mode, send(box).firstElementChild.textContent,
    area(box).value]; });
  equal(seen, [["public", "Reply in public", "Hallo!"], ["private", "Send privately", "Hallo!"], ["note", "Keep note", "Hallo!"]]);
  equal(text(box, ".reply__to"), "Never leaves the house.");
});

test("a way that the channel lacks cannot be chosen and says why", () => {
  const { box } = open(), radio = box.querySelector("[value=private]");
  equal([radio.disabled, radio.parentElement.title, box.write("private")], [true, "This channel cannot answer privately.", false]);
});

test("a private conversation begins privately and has no public way", () => {
  const { box } = open({ visibility: "private", kind: "message" });
  equal([box.querySelector("form").dataset.mode, box.querySelector("[value=public]").disabled, text(box, ".reply__to")],
    ["private", true, "Only Hannelore and the team read this."]);
});

test("the counter counts as the platform, warns from nine tenths and stops beyond", () => {
  const { box } = open({ abilities: { reply: { ...terms, max: 40 }, replyPrivate: null, note: true } }), gauge = box.querySelector(".gauge");
  write(box, "Siehe https://a.example/ein/sehr/langer/pfad");
  equal([gauge.textContent, gauge.hasAttribute("data-near"), send(box).disabled], ["29 of 40", false, false]);
  write(box, "x".repeat(36));
  equal([gauge.hasAttribute("data-near"), send(box).disabled], [true, false]);
  write(box, "x".repeat(52));
  equal([gauge.textContent, gauge.hasAttribute("data-over"), send(box).disabled], ["12 too many, 40 allowed", true, true]);
  press(area(box), "Enter", { ctrlKey: true });
  equal(area(box).value.length, 52, "what is too long does not leave");
});

test("Ctrl Enter hands it over with its target and key, and the box is empty at once", () => {
  const { box, told, messages } = open();
  write(box, "Kommt heute.");
  press(area(box), "Enter", { ctrlKey: true });
  equal([told[0].text, told[0].mode, told[0].target, area(box).value], ["Kommt heute.", "public", messages[0].id, ""]);
  holds(/^[0-9a-f-]{36}$/.test(told[0].key), told[0].key);
});

test("with Shift it resolves too", () => {
  const { box, told } = open();
  write(box, "Erledigt.");
  press(area(box), "Enter", { metaKey: true, shiftKey: true });
  equal(told[0].then, "resolved");
});

test("nothing but blanks does not leave", () => {
  const { box, told } = open();
  write(box, "  \n ");
  press(area(box), "Enter", { ctrlKey: true });
  equal([told, send(box).disabled], [[], true]);
});

test("a draft is there again after a reload, with its way and its target", () => {
  const first = message(), second = message({ waits: true }), { box, talk } = open({}, [first, second]);
  box.aim(first);
  write(box, "Angefangen");
  box.write("note");
  const again = place("reply-box");
  again.drafts = new Drafts(localStorage);
  again.open(talk, [first, second]);
  equal([area(again).value, again.querySelector("form").dataset.mode], ["Angefangen", "note"]);
});

test("aiming at a message answers that one, not the oldest", () => {
  const first = message({ waits: true }), second = message({ waits: true, author: { id: "8", name: "Tom Ashworth" } }),
    { box, told } = open({}, [first, second]);
  box.aim(second);
  write(box, "Tom!");
  holds(text(box, ".reply__to").includes("Tom’s comment"), text(box, ".reply__to"));
  press(area(box), "Enter", { ctrlKey: true });
  equal(told[0].target, second.id);
});

test("a text that comes back stands below what was begun meanwhile, with its advice", () => {
  const { box } = open();
  write(box, "Neu");
  box.restore({ text: "Alt", mode: "public", target: null }, { message: "No.", advice: "Do it there.", id: "7F3" });
  equal([area(box).value, text(box, ".reply__say p")], ["Neu\n\nAlt", "No. Do it there. (id 7F3)"]);
  equal(box.querySelector(".reply__say").getAttribute("role"), "alert");
});

test("what arrives while writing is said above the text, and only then", () => {
  const { box } = open();
  box.arrived("Hannelore", () => {});
  equal(box.querySelector(".reply__say"), null);
  write(box, "Ich schreibe gerade");
  let shown = false;
  box.arrived("Hannelore", () => { shown = true; });
  equal(text(box, ".reply__say p"), "Hannelore wrote again. Read first, then send.");
  box.querySelector(".reply__say button").click();
  equal([shown, area(box).value], [true, "Ich schreibe gerade"]);
});

test("a window that closes is told, near the end in caution; a closed one takes the field away and offers what is left", () => {
  const abilities = (minutes) => ({ reply: terms, replyPrivate: { ...terms, windowClosesAt: inMinutes(minutes) }, note: true });
  const { box } = open({ abilities: abilities(52.5) });
  box.write("private");
  equal([text(box, ".window"), box.querySelector(".window").hasAttribute("data-near")], ["Window closes in 52 min", true]);
  const closed = open({ abilities: abilities(-90) }).box;
  closed.write("private");
  equal([area(closed).hidden, closed.querySelector(".reply__foot").hidden, closed.querySelector(".reply__closed button").textContent],
    [true, true, "Reply in public"]);
  closed.querySelector(".reply__closed button").click();
  equal([area(closed).hidden, closed.querySelector(".reply__closed")], [false, null]);
});

test("a canned reply is put in by its name and Tab, or from the menu at the caret", () => {
  house.replies = [{ name: "danke", title: "Danke sagen", text: "Vielen Dank!", language: "de" },
    { name: "thanks", title: "Thank", text: "Thank you!", language: "en" }];
  const { box } = open();
  area(box).focus();
  write(box, "Hallo ;danke");
  area(box).setSelectionRange(12, 12);
  press(area(box), "Tab");
  equal(area(box).value, "Hallo Vielen Dank!");
  box.querySelector("[data-do=canned]").click();
  equal([...document.querySelectorAll("choice-menu .menu__title")].map((item) => item.textContent), ["Danke sagen"],
    "in the language that was written to us");
  document.querySelector("choice-menu button").click();
  equal(area(box).value, "Hallo Vielen Dank!Vielen Dank!");
});

test("without a connection the button says what it does", () => {
  const { box } = open();
  box.isOffline = true;
  equal(send(box).firstElementChild.textContent, "Hold until connected");
});

test("German says it in German", () => {
  document.documentElement.lang = "de";
  const { box } = open();
  equal(send(box).firstElementChild.textContent, "Öffentlich antworten");
  holds(/^Öffentlich unter dem Kommentar von Hannelore Wüst \(.+\)\. Alle können es lesen\.$/.test(text(box, ".reply__to")), text(box, ".reply__to"));
});

const carrying = { abilities: { reply: { ...terms, files: { max: 2, bytes: 1000, types: ["image/*"] } }, replyPrivate: null, note: true } };

function serve(answers) {
  const asked = [];
  api.fetch = async (path, { method, headers, body }) => {
    asked.push([method, path, headers["Content-Type"], body]);
    return answers(asked.length, path, method);
  };
  return asked;
}

const stored = (id, name) => new Response(JSON.stringify({ id, name, type: "image/png", size: 3 }), { status: 201 });

test("a file goes up at once, waits beside the text and leaves with the answer", async () => {
  const asked = serve(() => stored("901", "a.png"));
  const { box, told } = open(carrying);
  const adding = box.querySelector("reply-files").add([new File(["abc"], "a.png", { type: "image/png" })]);
  equal(send(box).disabled, true, "nothing leaves while a file is on its way");
  await adding;
  equal([asked[0].slice(0, 3), box.querySelectorAll("reply-files li").length, send(box).disabled],
    [["POST", "/api/v1/uploads?name=a.png&type=image%2Fpng", "application/octet-stream"], 1, false]);
  press(area(box), "Enter", { ctrlKey: true });
  equal([told[0].files.map(({ id }) => id), told[0].text, box.querySelector("reply-files").isEmpty], [["901"], "", true]);
});

test("what the platform does not take is refused before it is sent up", async () => {
  const asked = serve(() => stored("901", "a.png")), { box } = open(carrying), files = box.querySelector("reply-files");
  await files.add([new File(["x".repeat(2000)], "big.png", { type: "image/png" }), new File(["x"], "a.zip", { type: "application/zip" }),
    new File([], "empty.png", { type: "image/png" })]);
  equal([asked.length, files.isEmpty, box.querySelector(".reply__notices .notice") !== null], [0, true, true]);
});

test("too many files stay, with the reason, and nothing leaves until one is taken out", async () => {
  serve((turn, path, method) => method === "DELETE" ? new Response(null, { status: 204 }) : stored(String(turn), `${turn}.png`));
  const { box } = open(carrying), files = box.querySelector("reply-files");
  await files.add([1, 2, 3].map((one) => new File(["abc"], `${one}.png`, { type: "image/png" })));
  equal([text(box, ".reply__fault"), send(box).disabled], ["3 files are too many: the platform takes 2.", true]);
  files.querySelector("button").click();
  equal([box.querySelector(".reply__fault"), send(box).disabled], [null, false]);
});

test("a file that the service refuses leaves the box with its reason", async () => {
  serve(() => new Response(JSON.stringify({ error: { code: "conflict", message: "40 files wait.", advice: "Send some." } }), { status: 409 }));
  const { box } = open(carrying);
  await box.querySelector("reply-files").add([new File(["abc"], "a.png", { type: "image/png" })]);
  equal([box.querySelector("reply-files").isEmpty, text(box, ".reply__notices .soft")], [true, "40 files wait. Send some."]);
});

test("files of a draft and of an answer taken back are there again", () => {
  serve(() => stored("1", "a.png"));
  const { box, talk, messages } = open(carrying), file = { id: "5", name: "b.png", type: "image/png", size: 3 };
  box.restore({ text: "Hier", mode: "public", target: null, files: [file] });
  box.open(conversation({ id: "78", ...carrying }), []);
  equal(box.querySelector("reply-files").isEmpty, true);
  box.open(talk, messages);
  equal([box.querySelector("reply-files").there, box.text], [[file], "Hier"]);
  box.write("note");
  equal([box.querySelector("[data-do=attach]").hidden, send(box).disabled], [true, true], "a note carries no files");
});
