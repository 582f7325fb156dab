/** What one can do with a conversation, as the items of menus. `handle(what, value)` does it. */
import { api } from "../lib/api.js";
import { goal, pick, priority, role, spamReason, status } from "../lib/words.js";
import { house } from "../models/house.js";
import { presets } from "../models/snooze.js";

export function assignItems({ assignee, team }, handle) {
  const others = house.users.filter((user) => user.id !== house.me.id && user.role !== "viewer");
  return [
    { title: pick("Take it", "Übernehmen"), key: "T", icon: "user", isOn: assignee?.id === house.me.id,
      run: () => handle("assignment", { assignee: "me", team }) },
    { title: pick("Nobody", "Niemand"), isOn: !assignee, run: () => handle("assignment", { assignee: null, team }) },
    ...(others.length ? [{ heading: pick("People", "Personen") }] : []),
    ...others.map((user) =>
      ({ title: user.displayName, hint: role(user.role), isOn: assignee?.id === user.id,
      run: () => handle("assignment", { assignee: user.id, team }) })),
    ...(house.teams.length ? [{ heading: "Teams" }] : []),
    ...house.teams.map((one) =>
      ({ title: one.title, isOn: team === one.name, run: () => handle("assignment",
      { assignee: assignee?.id ?? null, team: team === one.name ? null : one.name }) })),
  ];
}

export function snoozeItems({ snoozedUntil }, handle) {
  return [
    ...(snoozedUntil ? [{ title: pick("Wake it now", "Jetzt zurückholen"), icon: "undo", run: () => handle("wake") }] : []),
    ...presets(new Date(api.now())).map(({ title, hint, until }) => ({ title, hint, run: () => handle("snooze", { until: until.toISOString() }) })),
  ];
}

export function spamItems(handle) {
  return spamReason.keys.map((reason) => ({ title: spamReason(reason), icon: "ignore", run: () => handle("status", { to: "spam", reason }) }));
}

export function labelItems({ labels }, handle) {
  const names = [...new Set([...house.labels.map((label) => label.name), ...labels])];
  return names.map((name) =>
    ({ title: house.label(name), isOn: labels.includes(name), run: () => handle("labels",
    { labels: labels.includes(name) ? labels.filter((one) => one !== name) : [...labels, name] }) }));
}

export function moreItems(conversation, handle) {
  const { status: now, priority: urgency, goal: aim } = conversation;
  return [
    ...["open", "waiting", "on_hold"].filter((to) => to !== now).map((to) =>
      ({ title: pick(`Set to ${status(to)}`, `Auf ${status(to)} setzen`), icon: status.sign(to), run: () => handle("status", { to }) })),
    ...spamItems(handle),
    { heading: pick("Priority", "Priorität") },
    ...priority.keys.map((value, index) =>
      ({ title: priority(value), key: String(index + 1), isOn: urgency === value, run: () => handle("priority", { priority: value }) })),
    ...(house.labels.length || conversation.labels.length ? [{ heading: pick("Labels", "Schlagwörter") }] : []),
    ...labelItems(conversation, handle),
    { heading: pick("Goal", "Ziel") },
    ...goal.keys.map((value) => ({ title: goal(value), isOn: aim === value, run: () => handle("goal", { goal: aim === value ? null : value }) })),
  ];
}
