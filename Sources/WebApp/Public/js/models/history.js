/** What happened to a conversation, as lines beside its messages. */
import { pick, priority, status } from "../lib/words.js";
import { when } from "../lib/format.js";

/**
 * [{ id, at, who, text, why }] out of events and applied rules. Most events stand on the line as the message itself;
 * what is left is who had it, where it stood, and which rule put it there. `name(id)` knows the people.
 */
export function history(events, rules, { name, now }) {
  const lines = events.map((event, index) => ({ id: `e${index}${event.at}`, at: event.at, ...line(event, name, now) })).filter((one) => one.text);
  for (const rule of rules) {
    lines.push({ id: `r${rule.rule}${rule.at}`, at: rule.at, who: rule.rule, isRule: true, text: pick("applied.", "griff."), why: rule.matched });
  }
  return lines.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function line(event, name, now) {
  const who = event.user ? name(event.user) : null, by = event.user, { detail = {} } = event;
  const at = when(event.at, now);
  switch (event.kind) {
    case "assigned": return { who, text: assigned(detail, by, name, at) };
    case "statusChanged": return by ? { who, text: pick(`set it to ${status(detail.to)}, ${at}.`, `setzte es auf ${status(detail.to)}, ${at}.`) }
      : { text: pick(`Now ${status(detail.to)}, ${at}.`, `Jetzt ${status(detail.to)}, ${at}.`) };
    case "prioritised": return by ? { who,
      text: pick(`set the priority to ${priority(detail.to).toLowerCase()}, ${at}.`,
      `setzte die Priorität auf ${priority(detail.to).toLowerCase()}, ${at}.`) } : {};
    case "snoozed": return { who, text: pick(`snoozed it, ${at}.`, `stellte es zurück, ${at}.`) };
    case "woken": return { text: pick(`Back from snooze, ${at}.`, `Zurück im Eingang, ${at}.`) };
    case "conversationMerged": return { text: pick(`Two threads became one, ${at}.`, `Zwei Fäden wurden einer, ${at}.`) };
    case "replyWithdrawn": return { who, text: pick(`took an answer back, ${at}.`, `holte eine Antwort zurück, ${at}.`) };
    case "promiseBreached": return { text: pick(`A promise was missed, ${at}.`, `Eine Zusage wurde verfehlt, ${at}.`), isStop: true };
    default: return {};
  }
}

function assigned({ assignee, team }, by, name, at) {
  if (assignee && assignee === by) return pick(`took it, ${at}.`, `übernahm es, ${at}.`);
  const whom = [assignee && name(assignee), team].filter(Boolean).join(", ");
  if (!by) return whom ? pick(`Given to ${whom}, ${at}.`, `An ${whom} gegeben, ${at}.`) : "";
  return whom ? pick(`gave it to ${whom}, ${at}.`, `gab es an ${whom}, ${at}.`) : pick(`put it back to all, ${at}.`, `gab es an alle zurück, ${at}.`);
}
