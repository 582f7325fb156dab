/** Where the page is: the part of the address after `#`. */
import { views } from "./views.js";

export const HOME = "#/open";

/**
 * "#/open/42?channel=7" -> { screen: "queue", view: "open", conversation: "42", filter: { channel: "7" } }.
 * Screens: queue, channels, link (with its token), signed-in (back from a platform). What is unknown is the open queue.
 */
export function parse(hash) {
  const [path, query = ""] = hash.replace(/^#\/?/, "").split("?");
  const [name, id] = path.split("/");
  if (name === "link") return { screen: "link", token: id ?? "" };
  if (name === "channels") return { screen: "channels", channel: id ?? null };
  const asked = new URLSearchParams(query), filter = {};
  if (name === "signed-in") return { screen: "signed-in", way: Object.fromEntries(asked) };
  for (const word of ["channel", "sort"]) if (asked.get(word)) filter[word] = asked.get(word);
  const view = views.has(name) ? name : "open";
  return { screen: "queue", view, conversation: /^\d+$/.test(id ?? "") ? id : null, filter };
}

/** The address of a place in the queue. */
export function address({ view, conversation, filter = {} }) {
  const words = new URLSearchParams(Object.entries(filter).filter(([, value]) => value));
  return `#/${view}${conversation ? `/${conversation}` : ""}${words.size ? `?${words}` : ""}`;
}
