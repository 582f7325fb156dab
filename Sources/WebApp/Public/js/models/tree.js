/** The messages of a conversation as a line with turnouts. */

/** Deeper answers stay at this depth and name whom they answer. */
export const DEEPEST = 4;

/**
 * What stands on the line, oldest first: { message, branch: [nodes], tunnel: [nodes], answers } | { event }.
 * `branch` holds the answers below a message in public, `tunnel` the private thread that leaves from it.
 * A private conversation is one line without turnouts. `answers` names the message a node answers where the drawing does not show it.
 */
export function line(messages, events, { isPrivate }) {
  const stops = isPrivate ? messages.map((message) => ({ message, branch: [], tunnel: [] })) : branched(messages);
  const all = [...stops.map((stop) => ({ at: stop.message.at, id: stop.message.id, ...stop })), ...events.map((event) => ({ at: event.at, event }))];
  return all.sort((a, b) => Date.parse(a.at) - Date.parse(b.at)).map(({ at, id, ...rest }) => rest);
}

function branched(messages) {
  const talk = messages.filter((message) => message.kind !== "note" && message.direction !== "note");
  const known = new Map(talk.map((message) => [message.id, message]));
  const nodes = new Map(talk.map((message) => [message.id, { message, branch: [], tunnel: [] }]));
  const roots = [];
  for (const message of talk) {
    if (message.visibility === "private") continue;
    const parent = parentOf(message, known);
    if (!parent) { roots.push(nodes.get(message.id)); continue; }
    const chain = ancestors(message, known);
    // The node at the deepest drawn level takes everything below it, in the order of time.
    const host = chain.length > DEEPEST ? chain[chain.length - DEEPEST] : parent;
    if (host !== parent) nodes.get(message.id).answers = parent;
    nodes.get(host.id).branch.push(nodes.get(message.id));
  }
  for (const message of talk.filter((one) => one.visibility === "private")) {
    const host = publicAncestor(message, known) ?? roots[0]?.message;
    if (host) nodes.get(host.id).tunnel.push(nodes.get(message.id)); else roots.push(nodes.get(message.id));
  }
  const notes = messages.filter((message) => !known.has(message.id)).map((message) => ({ message, branch: [], tunnel: [] }));
  return [...roots, ...notes];
}

function parentOf(message, known) {
  const parent = message.parent ? known.get(message.parent) : null;
  return parent && parent !== message ? parent : null;
}

/** From the parent up to the root; a ring, which no platform should send, ends where it closes. */
function ancestors(message, known) {
  const chain = [], seen = new Set([message.id]);
  for (let parent = parentOf(message, known); parent && !seen.has(parent.id); parent = parentOf(parent, known)) {
    seen.add(parent.id);
    chain.push(parent);
  }
  return chain;
}

function publicAncestor(message, known) {
  return ancestors(message, known).filter((one) => one.visibility === "public").at(-1);
}
