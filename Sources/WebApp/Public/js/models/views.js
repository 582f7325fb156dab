/** The views of the queue: what they are called, what they ask the service for, and what belongs to them. */
import { pick } from "../lib/words.js";

/** name -> { title, icon, query, fits(row, me), count: the name in /conversations/counts, phone: among the five of a phone } */
export const views = new Map([
  ["mine", { title: ["Mine", "Meine"], icon: "user", query: { status: "open", assignee: "me" }, count: "mine", phone: true,
    fits: (row, me) => isOpen(row) && row.assignee?.id === me }],
  ["unassigned", { title: ["Unassigned", "Nicht zugewiesen"], short: ["Unassigned", "Frei"], icon: "plus",
    query: { status: "open", assignee: "nobody" }, count: "unassigned", phone: true,
    fits: (row) => isOpen(row) && !row.assignee }],
  ["open", { title: ["Open", "Offen"], icon: "inbox", query: { status: "open" }, count: "open", phone: true, fits: (row) => isOpen(row) }],
  ["waiting", { title: ["Waiting", "Wartend"], icon: "a-shunt", query: { status: "waiting" }, count: "waiting", phone: true,
    fits: (row) => row.status === "waiting" && !row.snoozedUntil }],
  ["hold", { title: ["On hold", "Angehalten"], icon: "a-held", query: { status: "on_hold" }, count: "onHold",
    fits: (row) => row.status === "on_hold" && !row.snoozedUntil }],
  ["snoozed", { title: ["Snoozed", "Zurückgestellt"], icon: "snooze", query: { snoozed: "1" }, count: "snoozed",
    fits: (row) => Boolean(row.snoozedUntil) }],
  ["resolved", { title: ["Resolved", "Erledigt"], icon: "check", query: { status: "resolved", sort: "newest" }, count: "resolved",
    fits: (row) => row.status === "resolved" && !row.snoozedUntil }],
  ["spam", { title: ["Spam", "Spam"], icon: "ignore", query: { status: "spam", sort: "newest" }, count: "spam",
    fits: (row) => row.status === "spam" && !row.snoozedUntil }],
]);

const isOpen = (row) => row.status === "open" && !row.snoozedUntil;

export const title = (view) => pick(...views.get(view).title);

/** As short as the bar of a phone needs it. */
export const shortTitle = (view) => pick(...views.get(view).short ?? views.get(view).title);

/** What the service is asked for a page of a view. */
export const query = (view, filter = {}) => ({ ...views.get(view).query, ...filter });

/** Whether a row belongs to a view under a filter. */
export function fits(row, view, filter, me) {
  return views.get(view).fits(row, me) && (!filter.channel || row.channel.id === filter.channel);
}

/** Where work is, when a view is empty: the first other view that has some. */
export function nextWithWork(view, counts) {
  return ["mine", "unassigned", "open", "waiting", "hold"].find((name) => name !== view && counts?.[views.get(name).count] > 0);
}
