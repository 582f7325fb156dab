// The contact form and the chat of a website, in one script without dependencies:
//
//   <script defer src="https://inbox.example/site/website-form/stellwerk.js"
//           data-hook="https://inbox.example/hooks/CHANNEL/KEY" data-chat></script>
//
// `data-chat` shows the chat; without it only forms are looked after: <form data-stellwerk method="post" action="(the hook)">.
// Such a form works without this script too. All calls are "simple" for browsers (no preflight) and carry no cookie.
(() => {
  "use strict";
  const script = document.currentScript;
  const hook = script.dataset.hook;
  if (!hook) return console.error("stellwerk.js: data-hook is missing");

  const words = {
    en: { chat: "Chat with us", close: "Close", placeholder: "Your message", send: "Send", sent: "Thank you. Your message has arrived.",
          failed: "That did not work. Please try again." },
    de: { chat: "Mit uns chatten", close: "Schließen", placeholder: "Ihre Nachricht", send: "Senden",
          sent: "Danke. Ihre Nachricht ist angekommen.", failed: "Das hat nicht geklappt. Bitte noch einmal versuchen." },
  };
  const language = (script.dataset.lang || document.documentElement.lang || navigator.language || "en").slice(0, 2);
  const say = words[language] || words.en;

  const token = (bytes) => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(bytes))))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

  // What the visitor may come back to. Storage that is refused costs only that.
  const store = {
    read(name) { try { return JSON.parse(localStorage.getItem("stellwerk." + name)); } catch { return null; } },
    write(name, value) { try { localStorage.setItem("stellwerk." + name, JSON.stringify(value)); } catch { /* stays for this page */ } },
  };
  let session = store.read("session");
  if (typeof session !== "string") store.write("session", session = token(32));

  async function post(body, type, path = "") {
    const answer = await fetch(hook + path, { method: "POST", mode: "cors", credentials: "omit", headers: { "Content-Type": type }, body });
    if (!answer.ok) throw new Error("answered " + answer.status);
    return answer;
  }

  // Forms

  const shownAt = Math.floor(Date.now() / 1000);

  async function submit(event) {
    event.preventDefault();
    const form = event.currentTarget;
    const state = form.querySelector("[data-stellwerk-state]") || form.appendChild(document.createElement("p"));
    state.dataset.stellwerkState = "";
    state.setAttribute("role", "status");
    const fields = new URLSearchParams(new FormData(form));
    // One key for all tries of one text: pressing twice sends once.
    form.dataset.submission ||= token(16);
    fields.set("submission", form.dataset.submission);
    // Where there is a chat, the answer comes there; else by mail.
    if ("chat" in script.dataset) fields.set("session", session);
    fields.set("t", shownAt);
    fields.set("url", location.href);
    const buttons = form.querySelectorAll("button, input[type=submit]");
    buttons.forEach((button) => (button.disabled = true));
    try {
      await post(fields.toString(), "application/x-www-form-urlencoded");
      state.textContent = say.sent;
      delete form.dataset.submission;
      store.write("asked", true);
      form.reset();
    } catch {
      state.textContent = say.failed;
    } finally {
      buttons.forEach((button) => (button.disabled = false));
    }
  }

  const adopt = () => document.querySelectorAll("form[data-stellwerk]").forEach((form) => form.addEventListener("submit", submit));
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", adopt);
  else adopt();

  // Chat

  if (!("chat" in script.dataset)) return;

  const element = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  const list = element("ol", { ariaLive: "polite" });
  const text = element("textarea", { placeholder: say.placeholder, ariaLabel: say.placeholder, rows: 1, maxLength: 4000, required: true });
  const trouble = element("p", { hidden: true });
  const form = element("form", {}, text, element("button", { textContent: say.send }));
  const close = element("button", { type: "button", textContent: "×", ariaLabel: say.close });
  const panel = element("section", { hidden: true, role: "dialog", ariaLabel: say.chat },
    element("header", {}, element("span", { textContent: script.dataset.title || say.chat }), close), list, trouble, form);
  const open = element("button", { className: "open", type: "button", textContent: script.dataset.title || say.chat });
  const frame = element("div", { className: "stw" }, panel, open);
  if (script.dataset.accent) frame.style.setProperty("--accent", script.dataset.accent);
  const root = element("div");
  root.attachShadow({ mode: "open" }).append(
    element("link", { rel: "stylesheet", href: new URL("stellwerk.css", script.src).href }), frame);
  document.body.append(root);

  // What this visitor wrote, as far as this browser knows, and what was answered.
  const written = store.read("written") || [];
  let answers = [];
  let waiting = null;

  function draw() {
    const lines = [...written.map((w) => ({ ...w, mine: true })), ...answers].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    list.replaceChildren(...lines.map((line) => element("li", {
      textContent: line.text, className: (line.mine ? "mine" : "") + (line.lost ? " lost" : ""),
    })));
    list.scrollTop = list.scrollHeight;
  }

  async function send(message) {
    const event = { type: "chat.message", timestamp: message.at, data: {
      session, id: message.id, person: { id: null, name: null, email: null }, text: message.text, page: location.href, locale: language } };
    try {
      await post(JSON.stringify(event), "text/plain");
      message.lost = false;
    } catch {
      message.lost = true;
    }
    trouble.hidden = !message.lost;
    trouble.textContent = say.failed;
    store.write("written", written.slice(-100));
    draw();
    look();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!text.value.trim()) return;
    // What did not arrive goes first, under its old id: it cannot arrive twice.
    written.filter((message) => message.lost).forEach(send);
    const message = { id: token(16), text: text.value, at: new Date().toISOString() };
    written.push(message);
    text.value = "";
    draw();
    send(message);
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
  });

  // Answers are asked for: often while the chat is open, seldom while it is closed, not at all on a hidden page.
  async function look() {
    clearTimeout(waiting);
    if ((written.length || store.read("asked")) && document.visibilityState === "visible") {
      try {
        const seen = answers.length;
        answers = (await (await post(session, "text/plain", "/answers")).json()).messages;
        if (answers.length !== seen) { draw(); if (panel.hidden) show(true); }
      } catch { /* asked again below */ }
    }
    waiting = setTimeout(look, panel.hidden ? 60_000 : 5_000);
  }
  document.addEventListener("visibilitychange", look);

  function show(isOpen) {
    [panel.hidden, open.hidden] = [!isOpen, isOpen];
    if (isOpen) { draw(); text.focus(); look(); } else open.focus();
  }
  open.addEventListener("click", () => show(true));
  close.addEventListener("click", () => show(false));
  panel.addEventListener("keydown", (event) => { if (event.key === "Escape") show(false); });
  look();
})();
