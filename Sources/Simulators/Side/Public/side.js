// The platforms' side: asks for the state each second, shows it, and writes as a customer.

const names = ["Jana Petersen", "Ole Brandt", "Mira Öz", "Ben Carter", "Priya Nair", "Tom Ashdown"];
const town = document.querySelector("#town");
const live = document.querySelector("#live");
const liveWord = document.querySelector("#live-word");
const writer = document.querySelector("#writer");
const field = name => document.querySelector(`#writer-${name}`);

let version = "";
let platforms = [];
let shown = new Set();

// --- The state -------------------------------------------------------------------------------------------------------

async function look() {
  try {
    const response = await fetch(`state?since=${encodeURIComponent(version)}`);
    if (!response.ok) throw new Error(String(response.status));
    const state = await response.json();
    tell("live", "live");
    if (!state.platforms) return;
    version = state.version;
    platforms = state.platforms;
    show();
  } catch {
    tell("lost", "no answer; is the demo still running?");
  } finally {
    setTimeout(look, 1000);
  }
}

function tell(state, word) {
  if (live.dataset.state === state) return;
  live.dataset.state = state;
  liveWord.textContent = word;
}

async function send(path, words) {
  const response = await fetch(path, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(words),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? String(response.status));
  return answer;
}

// --- Showing it ------------------------------------------------------------------------------------------------------

function copy(template) {
  return document.querySelector(`#${template}`).content.firstElementChild.cloneNode(true);
}

function show() {
  const focused = document.activeElement?.dataset?.key;
  const isFirst = shown.size === 0;
  const now = new Set();
  town.replaceChildren(...platforms.map(platform => platformElement(platform, isFirst, now)));
  town.removeAttribute("aria-busy");
  shown = now;
  if (focused) town.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

function platformElement(platform, isFirst, now) {
  const element = copy("platform");
  element.dataset.platform = platform.platform;
  element.querySelector("h2").textContent = platform.title;
  const signed = element.querySelector(".signed");
  signed.dataset.state = platform.signedIn ? "good" : "bad";
  const word = platform.platform === "wordpress" ? "password" : "token";
  element.querySelector(".signed-word").textContent = `our ${word} ${platform.signedIn ? "is good" : "has expired"}`;
  const token = element.querySelector('[data-act="token"]');
  token.textContent = platform.signedIn ? `Expire the ${word}` : `Renew the ${word}`;
  act(token, `${platform.platform}/token`, () =>
    send("token", { platform: platform.platform, valid: !platform.signedIn }));
  act(element.querySelector('[data-act="new"]'), `${platform.platform}/new`, () => write(platform));
  const threads = [...platform.threads].sort((a, b) => newest(b).localeCompare(newest(a)));
  element.querySelector(".threads").replaceChildren(
    ...threads.map(thread => threadElement(platform, thread, isFirst, now)));
  return element;
}

const newest = thread => thread.items.reduce((last, item) => (item.at > last ? item.at : last), "");

function threadElement(platform, thread, isFirst, now) {
  const element = copy("thread");
  element.querySelector("h3").textContent = thread.title;
  element.querySelector(".note").textContent = thread.note;
  const depths = new Map();
  element.querySelector("ol").replaceChildren(...thread.items.map(item => {
    const depth = depths.has(item.parent) ? Math.min(3, depths.get(item.parent) + 1) : 0;
    depths.set(item.id, depth);
    return itemElement(platform, thread, item, platform.platform === "telegram" ? 0 : depth, isFirst, now);
  }));
  return element;
}

function itemElement(platform, thread, item, depth, isFirst, now) {
  const element = copy("item");
  const key = `${platform.platform}/${item.id}`;
  now.add(key);
  element.dataset.depth = depth;
  element.classList.toggle("is-ours", item.ours);
  element.classList.toggle("is-gone", item.mark === "deleted" || item.mark === "trash" || item.mark === "spam");
  element.classList.toggle("is-fresh", !isFirst && !shown.has(key));
  element.querySelector(".author").textContent = item.author;
  element.querySelector(".handle").textContent = item.handle;
  const ours = element.querySelector(".ours");
  ours.hidden = !item.ours;
  ours.textContent = item.parent ? "our answer" : "ours";
  const mark = element.querySelector(".mark");
  mark.hidden = !item.mark;
  mark.textContent = item.mark ?? "";
  mark.dataset.mark = item.mark ?? "";
  const time = element.querySelector("time");
  time.dateTime = item.at;
  time.textContent = new Date(item.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }) + (item.edited ? ", edited" : "");
  element.querySelector(".text").textContent = item.text;
  element.querySelector(".reactions").textContent = item.reactions.join("  ");
  const isGone = element.classList.contains("is-gone");
  offer(element, "reply", key, !isGone, () => write(platform, thread, item));
  offer(element, "edit", key, !isGone && !item.ours, () => write(platform, thread, item, true));
  offer(element, "delete", key, !isGone && !item.ours, () => send("delete", { platform: platform.platform, id: item.id }));
  offer(element, "react", key, !isGone && item.ours && platform.platform !== "wordpress", () =>
    send("react", { platform: platform.platform, id: item.id, name: names[0], sign: "👍" }));
  return element;
}

function offer(element, name, key, isOffered, run) {
  const button = element.querySelector(`[data-act="${name}"]`);
  button.hidden = !isOffered;
  act(button, `${key}/${name}`, run);
}

function act(button, key, run) {
  button.dataset.key = key;
  button.addEventListener("click", async () => {
    try { await run(); } catch (error) { tell("lost", error.message); }
  });
}

// --- Writing ---------------------------------------------------------------------------------------------------------

let pending = null;

function places(platform) {
  if (platform.platform === "wordpress") return platform.threads.map(thread => [thread.id, thread.title]);
  if (platform.platform === "mastodon") return [["", "Public mention"], ["direct", "Private mention"]];
  const groups = platform.threads.filter(thread => thread.id.startsWith("-"));
  return [["", "Private chat"], ...groups.map(thread => [thread.id, thread.title])];
}

function write(platform, thread, item, isEdit = false) {
  pending = { platform: platform.platform, thread, item, isEdit };
  field("title").textContent = isEdit ? "Edit what they wrote" : item ? "Reply as a customer" : "Write as a customer";
  field("where").textContent = platform.title + (thread ? ` · ${thread.title}` : "");
  field("quote").hidden = !item || isEdit;
  field("quote").textContent = item?.text ?? "";
  field("name").value = isEdit ? item.author : writerName(platform, thread, item);
  field("name").disabled = isEdit;
  field("place-label").hidden = Boolean(item);
  field("place").replaceChildren(...places(platform).map(([value, title]) => new Option(title, value)));
  field("text").value = isEdit ? item.text : "";
  field("trouble").hidden = true;
  writer.showModal();
  field("text").focus();
}

/** Whoever has the thread goes on writing in it. */
function writerName(platform, thread, item) {
  if (item && !item.ours) return item.author;
  const customer = thread?.items.find(other => !other.ours);
  return customer?.author ?? names[Math.floor(Math.random() * names.length)];
}

field("form").addEventListener("submit", async event => {
  event.preventDefault();
  const { platform, item, isEdit } = pending;
  const text = field("text").value;
  try {
    if (isEdit) await send("edit", { platform, id: item.id, text });
    else await send("write", {
      platform, text, name: field("name").value, language: field("language").value,
      place: item ? null : field("place").value || null, parent: item?.id ?? null,
    });
    writer.close();
  } catch (error) {
    field("trouble").textContent = error.message;
    field("trouble").hidden = false;
  }
});
field("cancel").addEventListener("click", () => writer.close());

look();
