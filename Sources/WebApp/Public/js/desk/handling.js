/** What a person does with a conversation: it is done at once, the row goes where it belongs, and ten seconds long it can be undone. */
import { api } from "../lib/api.js";
import { when } from "../lib/format.js";
import { goal, pick, priority, status } from "../lib/words.js";
import { house } from "../models/house.js";
import { address } from "../models/route.js";
import { fits } from "../models/views.js";

export class Handling {
  #desk;

  constructor(desk) {
    this.#desk = desk;
    desk.addEventListener("handle", ({ detail }) => this.#handle(this.#desk.pane.conversation, detail.what, detail.value));
  }

  /** From a key: on the open conversation or the row under the focus. False when there is none, or no right to. */
  key(what, value) {
    const { subject } = this.#desk;
    if (!subject || !house.may("conversation.handle")) return false;
    this.#handle(subject, what, value(subject));
    return true;
  }

  async #handle(before, what, value) {
    if (!before) return;
    const undo = reversal(before, what);
    const after = await this.#change(before.id, what, value);
    if (!after) return;
    this.#settle(before, after);
    this.#desk.toast.tell(said(what, after), { undo: undo && (() => this.#undo(before.id, undo)) });
  }

  async #undo(id, [what, value]) {
    const after = await this.#change(id, what, value);
    if (!after) return;
    this.#desk.receive(after);
    this.#desk.queue.put(after);
    this.#desk.queue.focusRow(id);
  }

  async #change(id, what, value) {
    try {
      return what === "wake" ? await api.delete(`/conversations/${id}/snooze`) : await api.put(`/conversations/${id}/${what}`, value);
    } catch (error) {
      this.#desk.notices.tell(error.message, [error.advice, error.id && pick(`(id ${error.id})`, `(Kennung ${error.id})`)].filter(Boolean).join(" "));
      return null;
    }
  }

  /** A row that belongs here no more leaves at once: it was the person's own doing, and the focus goes to the next. */
  #settle(before, after) {
    const { view, filter, conversation } = this.#desk.route;
    if (fits(after, view, filter, house.me.id)) { this.#desk.receive(after); return; }
    const next = this.#desk.queue.take(before.id);
    const isDone = after.status !== "open" || after.snoozedUntil;
    if (conversation === before.id && isDone) {
      // Closing would put the focus on the row that has just left.
      this.#desk.pane.close();
      location.hash = address({ view, filter });
    } else this.#desk.receive(after);
    if (isDone) this.#desk.queue.focusRow(next);
  }
}

/** What undoes it: [what, value], or null. */
function reversal(before, what) {
  switch (what) {
    case "assignment": return ["assignment", { assignee: before.assignee?.id ?? null, team: before.team }];
    case "status": return ["status", { to: before.status, ...(before.spamReason && { reason: before.spamReason }) }];
    case "priority": return ["priority", { priority: before.priority }];
    case "labels": return ["labels", { labels: before.labels }];
    case "goal": return ["goal", { goal: before.goal }];
    case "snooze": return before.snoozedUntil ? ["snooze", { until: before.snoozedUntil }] : ["wake"];
    case "wake": return before.snoozedUntil ? ["snooze", { until: before.snoozedUntil }] : null;
    default: return null;
  }
}

/** What was done, for the toast: said of the conversation as it is now. */
function said(what, { assignee, team, status: stands, priority: urgency, labels, goal: aim, snoozedUntil }) {
  switch (what) {
    case "assignment": {
      if (assignee?.id === house.me.id) return pick("It is yours.", "Liegt jetzt bei mir.");
      const whom = assignee?.displayName ?? (team && house.team(team));
      return whom ? pick(`Given to ${whom}.`, `An ${whom} gegeben.`) : pick("Nobody has it now.", "Liegt jetzt bei niemandem.");
    }
    case "status": return pick(`Now ${status(stands)}.`, `Jetzt ${status(stands)}.`);
    case "priority": return pick(`Priority ${priority(urgency).toLowerCase()}.`, `Priorität ${priority(urgency).toLowerCase()}.`);
    case "labels": return labels.length ? labels.map((name) => house.label(name)).join(", ") : pick("No label.", "Kein Schlagwort.");
    case "goal": return aim ? pick(`Goal ${goal(aim).toLowerCase()}.`, `Ziel ${goal(aim)}.`) : pick("No goal.", "Kein Ziel.");
    case "snooze": return pick(`Snoozed until ${when(snoozedUntil, api.now())}.`, `Zurückgestellt bis ${when(snoozedUntil, api.now())}.`);
    case "wake": return pick("Back in the queue.", "Wieder im Eingang.");
    default: return "";
  }
}
