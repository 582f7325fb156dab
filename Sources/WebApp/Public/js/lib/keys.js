/** The keyboard: which key does what, and when. Single keys rest while a text field or a dialog has the focus. */
import { setting } from "./settings.js";

/** [keys, what it does in English, in German, name]; the order of the dialog. */
export const map = [
  ["j ArrowDown", "Next row", "Nächste Zeile", "next"],
  ["k ArrowUp", "Previous row", "Vorige Zeile", "previous"],
  ["Enter", "Open", "Öffnen", null],
  ["Escape", "Back, close; the draft stays", "Zurück, schließen; der Entwurf bleibt", "back"],
  ["r", "Answer in public", "Öffentlich antworten", "public"],
  ["p", "Answer privately", "Privat antworten", "private"],
  ["n", "Keep a note", "Notiz schreiben", "note"],
  ["Mod+Enter", "Send", "Senden", null],
  ["Mod+Shift+Enter", "Send and resolve", "Senden und erledigen", null],
  [";name Tab", "Canned reply by name", "Textbaustein nach Namen", null],
  ["z", "Take back, undo", "Zurückholen, rückgängig", "undo"],
  ["t", "Take it", "Übernehmen", "take"],
  ["a", "Assign", "Zuweisen", "assign"],
  ["l", "Label", "Schlagwort", "label"],
  ["e", "Resolve", "Erledigen", "resolve"],
  ["s", "Snooze", "Zurückstellen", "snooze"],
  ["i", "Spam or irrelevant", "Spam oder irrelevant", "spam"],
  ["1 2 3 4", "Priority, low to urgent", "Priorität, niedrig bis dringend", "priority"],
  ["w", "Why: this time, this rule", "Warum: diese Zeit, diese Regel", "why"],
  ["o", "Open on the platform", "Auf der Plattform öffnen", "platform"],
  ["f", "Filter by channel", "Nach Kanal filtern", "filter"],
  ["]", "Contact", "Kontakt", "contact"],
  ["g m", "Mine", "Meine", "go"],
  ["g u", "Unassigned", "Nicht zugewiesen", "go"],
  ["g a", "Open, all", "Offen, alle", "go"],
  ["g c", "Channels", "Kanäle", "go"],
  ["F6", "Next pane", "Nächster Bereich", "pane"],
  ["?", "Keys", "Tasten", "keys"],
];

const places = { m: "mine", u: "unassigned", a: "open", c: "channels" };
const single = new Map(map.filter(([, , , name]) => name && name !== "go").flatMap(([keys, , , name]) => keys.split(" ").map((key) => [key, name])));

/** Turns key presses into events named `key:…` on the document; whoever acts on one calls `preventDefault`. */
export class Keyboard {
  #g = 0;

  start() { document.addEventListener("keydown", this.#pressed); }
  stop() { document.removeEventListener("keydown", this.#pressed); }

  #pressed = (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const name = this.name(event);
    if (!name) return;
    const told = new CustomEvent(`key:${name}`, { cancelable: true, detail: { key: event.key, place: places[event.key] } });
    if (!document.dispatchEvent(told)) event.preventDefault();
  };

  /** What this press means; null for nothing. */
  name(event) {
    if (event.key === "F6") return "pane";
    if (event.ctrlKey || event.metaKey || event.altKey) return null;
    const writes = event.target.closest?.("input:not([type=radio], [type=checkbox]), textarea, select, dialog, [role=menu]");
    if (event.key === "Escape") return event.target.closest?.("dialog, [role=menu]") ? null : "back";
    if (writes || setting("keys") === "off") return null;
    if (event.key === "g") { this.#g = Date.now(); return null; }
    if (Date.now() - this.#g < 1_000 && places[event.key]) { this.#g = 0; return "go"; }
    this.#g = 0;
    return single.get(event.key) ?? null;
  }
}

/** How a key is printed. */
export function printed(key) {
  const apple = /Mac|iPhone|iPad/.test(navigator.platform);
  return key.replace("Mod+", apple ? "⌘" : "Ctrl ").replace("Shift+", "⇧").replace("Enter", "↵").replace("Escape", "Esc")
    .replace("ArrowDown", "↓").replace("ArrowUp", "↑").replace(/^[a-z]$/, (letter) => letter.toUpperCase());
}
