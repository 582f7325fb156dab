import "/assets/test/js/elements/notice-bar.js";
import { live } from "/assets/test/js/lib/live.js";
import { house } from "/assets/test/js/models/house.js";
import { channel, equal, holds, inMinutes, place, test } from "/tests/tests.js";

const stopped = { ...channel, name: "photos", state: "sign_in_needed", since: inMinutes(-5), waiting: 0, held: 0 };
const shown = (bar) => [...bar.querySelectorAll(".notice")].map((notice) => [notice.dataset.tone, notice.querySelector("p").textContent.trim()]);

function bar(channels = []) {
  house.channels = channels;
  Object.assign(live, { state: "open", since: null, lastAt: null, caughtUp: 0 });
  return place("notice-bar");
}

function lose() {
  Object.assign(live, { state: "lost", since: Date.now() - 40_000 });
  live.dispatchEvent(new Event("state"));
}

test("a lost connection says for how long, as of when, and tries at a press", () => {
  const one = bar();
  lose();
  holds(/^No connection for 40 s\. As of \d\d:\d\d:\d\d\. Drafts stay here, answers leave once the connection is back\.$/.test(shown(one)[0][1]), shown(one)[0][1]);
  let tried = false;
  const retry = live.retry;
  live.retry = () => { tried = true; };
  one.querySelector(".notice button").click();
  live.retry = retry;
  holds(tried, "it tries now");
});

test("back again it says how much the gap held", () => {
  const one = bar();
  lose();
  Object.assign(live, { state: "open", caughtUp: 14 });
  live.dispatchEvent(new Event("state"));
  live.dispatchEvent(new Event("back"));
  equal(shown(one), [["clear", "Connected again. 14 events read in, no gap."]]);
});

test("only one line stands there; the rest waits behind a button", () => {
  const one = bar([stopped]);
  lose();
  equal(shown(one).map(([tone]) => tone), ["stop"]);
  const more = [...one.querySelectorAll("button")].find((button) => button.textContent === "1 more");
  more.click();
  equal(shown(one).map(([tone]) => tone), ["stop", "shunt"]);
});

test("what an act came to stands first, until it is read", () => {
  const one = bar([stopped]);
  one.tell("Somebody else changed it.", "Reload.");
  equal(shown(one)[0], ["stop", "Somebody else changed it. Reload."]);
  [...one.querySelectorAll("button")].find((button) => button.textContent === "Understood").click();
  holds(shown(one)[0][1].startsWith("photos: sign-in needed"), shown(one)[0][1]);
});

test("where nothing is the matter, nothing stands there", () => equal(bar([channel]).childElementCount, 0));
