import { difference } from "/assets/test/js/models/difference.js";
import { hidesHost, leads, pieces, visible } from "/assets/test/js/models/plain.js";
import { expand } from "/assets/test/js/models/reply.js";
import { initials, firstName, size } from "/assets/test/js/lib/format.js";
import { address, parse } from "/assets/test/js/models/route.js";
import { equal, test } from "/tests/tests.js";

test("an edit shows what went and what came, and keeps the rest", () => {
  equal(difference("Es leckt. Ich gehe zum Anwalt.", "Es leckt. Wann kommt Ersatz?"),
    [{ kind: "same", text: "Es leckt. " }, { kind: "gone", text: "Ich gehe zum Anwalt." }, { kind: "new", text: "Wann kommt Ersatz?" }]);
  equal(difference("Hallo", "Hallo Welt").map(({ kind, text }) => kind[0] + text), ["sHallo ", "nWelt"]);
  equal(difference("a b c", "a c").map(({ kind, text }) => kind[0] + text), ["sa ", "gb ", "sc"]);
  equal(difference("", "neu"), [{ kind: "new", text: "neu" }]);
  equal(difference("gleich", "gleich"), [{ kind: "same", text: "gleich" }]);
});

test("both wordings can be read out of a difference", () => {
  const [before, after] = ["Seit drei Wochen nur Textbausteine, das reicht.", "Seit vier Wochen nur leere Worte. Das reicht."],
    found = difference(before, after);
  equal(found.filter(({ kind }) => kind !== "new").map(({ text }) => text).join(""), before);
  equal(found.filter(({ kind }) => kind !== "gone").map(({ text }) => text).join(""), after);
});

test("a difference of very long texts shows both whole", () => {
  const long = "wort ".repeat(2_000);
  equal(difference(long, `${long}ende`).map(({ kind }) => kind), ["gone", "new"]);
});

test("direction marks and marks without width are made visible", () => {
  equal(visible("gnp.\u202eexe"), "gnp.[U+202E]exe");
  equal(visible("a\u200bb\u2066"), "a[U+200B]b[U+2066]");
  equal(visible("👩‍👩‍👧 ünï"), "👩‍👩‍👧 ünï");
  equal(visible(null), "");
});

test("addresses in text become links, without the full stop behind them", () => {
  equal(pieces("Siehe https://a.example/x. Danke"), ["Siehe ", { href: "https://a.example/x", text: "https://a.example/x" }, ". Danke"]);
  equal(pieces("(https://a.example/w_(x))"), ["(", { href: "https://a.example/w_(x)", text: "https://a.example/w_(x)" }, ")"]);
  equal(pieces("javascript:alert(1) <b>"), ["javascript:alert(1) <b>"]);
});

for (const [href, wanted] of [["https://a.example", true], ["mailto:a@b.example", true], ["tel:+49421", true], ["javascript:alert(1)", false],
  ["data:text/html,x", false], ["https://bank.example@evil.example", false], ["/relative", false], ["", false]]) {
  test(`${href || "nothing"} ${wanted ? "may" : "may not"} be followed`, () => equal(leads(href), wanted));
}

test("a link whose words hide its host is told", () => {
  equal([hidesHost("https://evil.example/x", "our page"), hidesHost("https://www.a.example/x", "a.example/x"),
    hidesHost("mailto:a@b.example", "write")], [true, false, false]);
});

test("a canned reply takes the place of its name", () => {
  const replies = [{ name: "danke", text: "Danke sehr!" }];
  equal(expand("Hallo ;danke", 12, replies), { text: "Hallo Danke sehr!", caret: 17 });
  equal(expand(";danke und", 6, replies), { text: "Danke sehr! und", caret: 11 });
  equal(expand("a;danke", 7, replies), null, "not inside a word");
  equal(expand(";unknown", 8, replies), null);
});

for (const [name, wanted] of [["Mara Kessler", "MK"], ["lena.rv", "LR"], ["@oscar@norden.social", "OS"], ["Hannelore", "HA"],
  ["Dr. Friederike von Hohenlohe", "DH"], ["👍", "?"], ["", "?"], ["Óscar V", "ÓV"]]) {
  test(`the initials of ${name || "nobody"} are ${wanted}`, () => equal(initials(name), wanted));
}

test("a title is no first name", () => equal(["Hannelore Wüst", "Dr. Friederike von Hohenlohe", "lena"].map(firstName),
  ["Hannelore", "Dr. Friederike von Hohenlohe", "lena"]));

test("sizes are short", () => {
  equal([912, 48_213, 1_400_000].map(size), ["912 B", "48.2 kB", "1.4 MB"]);
  document.documentElement.lang = "de";
  equal(size(1_400_000), "1,4 MB");
});

for (const [hash, wanted] of [
  ["", { screen: "queue", view: "open", conversation: null, filter: {} }],
    ["#/mine", { screen: "queue", view: "mine", conversation: null, filter: {} }],
  ["#/open/42?channel=7&sort=newest", { screen: "queue", view: "open", conversation: "42", filter: { channel: "7", sort: "newest" } }],
  ["#/nonsense/x?evil=1", { screen: "queue", view: "open", conversation: null, filter: {} }], ["#/channels/3", { screen: "channels", channel: "3" }],
    ["#/link/abc-_", { screen: "link", token: "abc-_" }],
]) test(`the address ${hash || "without anything"} leads where it says`, () => equal(parse(hash), wanted));

test("an address and its place are one", () => equal(parse(address({ view: "mine", conversation: "9", filter: { channel: "2" } })),
  { screen: "queue", view: "mine", conversation: "9", filter: { channel: "2" } }));
