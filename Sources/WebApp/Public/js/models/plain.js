/** Text that people outside wrote, made safe to look at: no hidden direction marks, links that show where they lead. */

const HIDDEN = /[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/gu;

/** Direction marks and characters without width can make a text read as something else: they are shown as `[U+202E]`. */
export const visible = (text) => String(text ?? "").replace(HIDDEN, (mark) =>
  `[U+${mark.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}]`);

const LINK = /https?:\/\/[^\s<>"']+/giu;

/** Text in pieces: strings and { href, text }. A full stop or bracket behind an address belongs to the sentence. */
export function pieces(text) {
  const shown = visible(text), found = [];
  let at = 0;
  for (const match of shown.matchAll(LINK)) {
    const address = trimmed(match[0]);
    if (!leads(address)) continue;
    if (match.index > at) found.push(shown.slice(at, match.index));
    found.push({ href: address, text: address });
    at = match.index + address.length;
  }
  if (at < shown.length) found.push(shown.slice(at));
  return found;
}

function trimmed(address) {
  let text = address.replace(/[.,;:!?]+$/u, "");
  while (text.endsWith(")") && text.split("(").length < text.split(")").length) text = text.slice(0, -1).replace(/[.,;:!?]+$/u, "");
  return text;
}

/** Whether an address is one a person may follow: http, https, mailto, tel, and none that hides its host behind a name. */
export function leads(href) {
  try {
    const url = new URL(href);
    if (url.protocol === "mailto:" || url.protocol === "tel:") return true;
    return ["http:", "https:"].includes(url.protocol) && !url.username && !url.password;
  } catch { return false; }
}

/** Where a link really leads, in the letters the network uses. */
export function host(href) {
  try { return new URL(href).host; } catch { return ""; }
}

/** Whether the words of a link hide where it leads. */
export const hidesHost = (href, text) => Boolean(host(href)) && !text.toLowerCase().includes(host(href).toLowerCase().replace(/^www\./, ""));
