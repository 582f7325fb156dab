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
  const parents = parentage(talk), nodes = new Map(messages.map((message) => [message.id, { message, branch: [], tunnel: [] }]));
  const roots = [];
  for (const message of talk.filter((one) => one.visibility !== "private")) {
    const chain = ancestors(message, parents);
    if (chain.length === 0) { roots.push(nodes.get(message.id)); continue; }
    // The node at the deepest drawn level takes everything below it, in the order of time.
    const host = chain.length > DEEPEST ? chain[chain.length - DEEPEST] : chain[0];
    if (host !== chain[0]) nodes.get(message.id).answers = chain[0];
    nodes.get(host.id).branch.push(nodes.get(message.id));
  }
  for (const message of talk.filter((one) => one.visibility === "private")) {
    const host = ancestors(message, parents).findLast((one) => one.visibility === "public") ?? roots[0]?.message;
    if (host) nodes.get(host.id).tunnel.push(nodes.get(message.id)); else roots.push(nodes.get(message.id));
  }
  return [...roots, ...messages.filter((message) => !talk.includes(message)).map((message) => nodes.get(message.id))];
}

/** id -> the message it answers, as far as it is here. A ring, which no platform should send, is cut where it closes. */
function parentage(talk) {
  const known = new Map(talk.map((message) => [message.id, message])), parents = new Map();
  for (const message of talk) {
    const parent = known.get(message.parent);
    if (parent && parent !== message && !ancestors(parent, parents).includes(message)) parents.set(message.id, parent);
  }
  return parents;
}

/** From the parent up to the root. */
function ancestors(message, parents) {
  const chain = [];
  for (let parent = parents.get(message.id); parent; parent = parents.get(parent.id)) chain.push(parent);
  return chain;
}
