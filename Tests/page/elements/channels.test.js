import "/assets/test/js/elements/channel-list.js";
import { house } from "/assets/test/js/models/house.js";
import { channel, equal, holds, inMinutes, me, place, serve, test, until } from "/tests/tests.js";

const healthy = { ...channel, account: { id: "1", name: "Magazin" }, since: inMinutes(-600), lastSuccessAt: inMinutes(-0.1),
  newestItemAt: inMinutes(-9), reason: null, advice: null, isPaused: false, held: 0, quarantined: 0, waiting: 0, webhook: true,
  abilities: ["reply", "hide"], fromConfig: true };
const stopped = { ...healthy, id: "2", name: "photos", state: "sign_in_needed", since: inMinutes(-62), reason: "Access refused (401).",
  advice: "Create a new token.", held: 2, waiting: 37 };

async function open(channels, more = {}, id = null) {
  house.channels = [];
  const asked = serve({ "GET /channels": () => ({ items: channels }), ...more }), page = place("channel-list");
  await page.open(id);
  return { page, asked };
}

const names = (page) => [...page.querySelectorAll(".chan b")].map((one) => one.textContent);
const press = (page, act) => page.querySelector(`[data-do=${act}]`).click();

test("the worst stands first and is shown: what, since when, why, what to do, what waits", async () => {
  const { page } = await open([healthy, stopped]);
  equal([names(page), page.querySelector(".page__head .count").textContent], [["photos", "blog"], "2 lines, 1 stopped"]);
  const call = page.querySelector(".call");
  holds(/^sign-in needed.*for 1 h 2 min/.test(call.textContent), call.textContent);
  equal([call.querySelector(".call__text").textContent, call.querySelector(".soft").textContent],
    ["Access refused (401). Create a new token.", "37 arrivals are kept, 2 answers wait. Nothing is lost."]);
});

test("a running one says when it last answered, and what it cannot do", async () => {
  const { page } = await open([healthy]);
  holds(/^running, \d+ s ago$/.test(page.querySelector(".chan .aspect").textContent), page.querySelector(".chan .aspect").textContent);
  holds([...page.querySelectorAll(".cans li.quiet")].some((item) => item.textContent === "delete: the platform does not offer it"),
    "what it cannot do");
});

test("a test that fails says why and what to do, one that goes well says so", async () => {
  let works = false;
  const { page } = await open([stopped],
    { "POST /channels/2/test": () => works ? { ...stopped, state: "running", reason: null }
    : [502, { error: { code: "channel_refused", message: "photos: access refused.", advice: "Create a new token.", id: "1" } }] });
  press(page, "test");
  await until(() => page.querySelector("channel-detail > .notice"));
  equal(page.querySelector("channel-detail > .notice p").textContent, "photos: access refused. Create a new token.");
  works = true;
  press(page, "test");
  await until(() => page.querySelector(".call .aspect b").textContent === "running");
  equal(page.querySelector("channel-detail > .notice strong").textContent, "It answers.");
});

test("pausing changes the button into the way back", async () => {
  const { page } = await open([healthy], { "POST /channels/1/pause": () => ({ ...healthy, state: "paused", isPaused: true }) });
  press(page, "pause");
  await until(() => page.querySelector("[data-do=resume]"));
  equal(page.querySelector(".call .aspect b").textContent, "paused");
});

test("who may not manage sees the state and no buttons", async () => {
  house.me = { ...me, permissions: ["channel.read"] };
  const { page } = await open([healthy]);
  equal([page.querySelector(".call") != null, page.querySelector("channel-detail button")], [true, null]);
});

test("what was set aside is listed with its reason, shows its payload as text, and can be read again", async () => {
  const delivery = { id: "31", channel: { id: "1", name: "blog" }, origin: "poll", stream: "comments", receivedAt: inMinutes(-20), size: 912,
    state: "quarantined", refusals: [{ place: "author.id", reason: "It is missing.", advice: "Mend the mapping." }] };
  const { page, asked } = await open([{ ...healthy, quarantined: 1 }],
    { "GET /deliveries": () => ({ items: [delivery] }), "GET /deliveries/31": () => ({ ...delivery, body: "<b>kein Markup</b>" }),
    "POST /deliveries/31/replay": () => [202, {}] });
  await until(() => page.querySelector(".aside-list li"));
  equal(page.querySelector(".aside-list__why span").textContent, "author.id It is missing. Mend the mapping.");
  const [payload, again] = page.querySelectorAll(".aside-list button");
  payload.click();
  await until(() => page.querySelector("pre"));
  equal([page.querySelector("pre").textContent, page.querySelector("pre b"), payload.getAttribute("aria-expanded")],
    ["<b>kein Markup</b>", null, "true"]);
  again.click();
  await until(() => again.textContent === "Back in the line");
  equal(asked.find(({ name }) => name === "GET /deliveries").query, { state: "quarantined", channel: "1", limit: "50" });
});

test("without a channel it says how to begin", async () => {
  const { page } = await open([]);
  equal(page.querySelector(".blank h2").textContent, "No line is open yet.");
});
