import { count, measure } from "/assets/test/js/models/counting.js";
import { equal, test } from "/tests/tests.js";

const family = "👩‍👩‍👧", flag = "🇩🇪";

for (const [unit, text, wanted] of [
  ["codepoints", "Grüße", 5], ["codepoints", family, 5], ["codepoints", "u\u0308", 2],
  ["graphemes", "Grüße", 5], ["graphemes", family, 1], ["graphemes", flag, 1], ["graphemes", "u\u0308", 1],
  ["utf16", "Grüße", 5], ["utf16", "😀", 2], ["bytes", "Grüße", 7], ["bytes", "😀", 4],
  ["weighted", "Latin", 5], ["weighted", "日本", 4], ["weighted", "„Ja“", 4], ["weighted", "😀", 2], ["weighted", family, 2], ["weighted", "❤️ 1", 4],
]) test(`${unit} of ${JSON.stringify(text)} are ${wanted}`, () => equal(count(text, { unit }), wanted));

test("an address counts what the platform says, whatever its length", () => {
  const limit = { unit: "graphemes", url: 23 };
  equal(count("https://example.org/a/very/long/path?with=words", limit), 23);
  equal(count("See https://a.de now", limit), 4 + 23 + 4);
  equal(count("http://a.de https://b.de", limit), 23 + 1 + 23);
  equal(count("https://a.de,", limit), 23, "an address ends at a blank, as the service counts");
});

test("an address counts its letters where the platform has no rule", () => equal(count("https://a.de", { unit: "codepoints" }), 12));

test("from nine tenths it is near, beyond the limit it says how many are too many", () => {
  const limit = { max: 10, unit: "codepoints" };
  equal(measure("12345678", limit), { used: 8, max: 10, over: 0, isNear: false });
  equal(measure("123456789", limit), { used: 9, max: 10, over: 0, isNear: true });
  equal(measure("1234567890", limit), { used: 10, max: 10, over: 0, isNear: true });
  equal(measure("123456789012", limit), { used: 12, max: 10, over: 2, isNear: false });
});

test("without a limit nothing is near and nothing over", () => equal(measure("text", null), { used: 4, max: null, over: 0, isNear: false }));
