import { fuse, isScheduled } from "/assets/test/js/models/fuse.js";
import { told } from "/assets/test/js/models/outbox.js";
import { entry, equal, holds, inMinutes, test } from "/tests/tests.js";

const now = Date.now(), seconds = (count) => new Date(now + count * 1000).toISOString();
const held = { createdAt: seconds(-4), heldUntil: seconds(6) };

test("the fuse burns from the whole to nothing and never below", () => {
  equal(fuse(entry(held), now), { left: 6000, share: 0.6 });
  equal(fuse(entry(held), now + 60_000), { left: 0, share: 0 });
});

test("only what is held has a fuse, and what was planned has none", () => {
  equal(fuse(entry({ ...held, state: "queued" }), now), null);
  equal(fuse(entry({ ...held, heldUntil: seconds(7_200) }), now), null);
  holds(isScheduled(entry({ ...held, heldUntil: seconds(7_200) })), "it is scheduled");
});

test("a held answer counts whole seconds and can be taken back", () => {
  const { word, amount, acts } = told(entry(held), now - 400);
  equal([word, amount, acts], ["held", "7 s", ["takeBack"]]);
});

test("only what the platform confirmed is clear", () => {
  const clear = ["held", "queued", "sending", "pending", "failed", "unknown", "sent", "delivered", "read", "bounced",
    "awaiting_approval"].filter((state) => told(entry({ state, firstTriedAt: seconds(-5), sentAt: seconds(-1) }), now).aspect === "clear");
  equal(clear, ["sent", "delivered", "read"]);
});

test("unknown is dark, says what broke and how often was looked, and offers two ways", () => {
  const { aspect, acts, advice } = told(entry({ state: "unknown", firstTriedAt: seconds(-60), readBacks: 3 }), now);
  equal([aspect, acts], ["dark", ["isThere", "again"]]);
  holds(/^The connection broke at \d\d:\d\d:\d\d, after the answer had left\. Looked for it 3 times and did not find it\./.test(advice), advice);
  holds(advice.endsWith("The clock keeps running."), advice);
});

test("failed says what happened, what to do, and that the text stays", () => {
  const { acts, advice } = told(entry({ state: "failed", reason: "The platform refused it (422).", advice: "Shorten it." }), now);
  equal(advice, "The platform refused it (422). Shorten it. The text stays here.");
  equal(acts, ["retry", "copy", "discard"]);
});

test("a queued answer of a channel that stands says what it waits for", () => {
  const { facts } = told(entry({ state: "queued", channel: { state: "sign_in_needed" } }), now);
  equal(facts, "leaves when the channel runs again");
});

test("each state has its German word", () => {
  document.documentElement.lang = "de";
  equal(["held", "queued", "sending", "sent", "failed", "unknown"].map((state) => told(entry({ ...held, state }), now).word),
    ["zurückgehalten", "eingereiht", "wird gesendet", "gesendet", "fehlgeschlagen", "ungewiss"]);
  equal(told(entry({ ...held, heldUntil: inMinutes(600) }), now).word, "geplant für");
});
