/** Channels in the order of need, and their state in one line. */
import { channelState, pick } from "../lib/words.js";
import { ago, when } from "../lib/format.js";

const rank = { sign_in_needed: 0, misconfigured: 1, network_fault: 2, unknown: 3, slowed: 4, paused: 5, running: 6 };

/** Worst first, then what holds something, then by name. */
export const inOrder = (channels) => [...channels].sort((a, b) =>
  (rank[a.state] ?? 3) - (rank[b.state] ?? 3) || (b.quarantined > 0) - (a.quarantined > 0) || a.name.localeCompare(b.name));

/** Whether a person must act before it works again. */
export const isStopped = (channel) => ["sign_in_needed", "misconfigured"].includes(channel.state);

/** "running, 4 s ago"; "sign-in needed". */
export function stateLine(channel, now) {
  const word = channelState(channel.state);
  if (channel.state === "running" && channel.lastSuccessAt) return `${word}, ${ago(channel.lastSuccessAt, now)}`;
  return word;
}

/** What a stopped channel means for the work that waits, in one sentence. */
export function consequence(channel) {
  const parts = [
    channel.waiting > 0 && pick(`${channel.waiting} ${channel.waiting === 1 ? "arrival is" : "arrivals are"} kept`,
      `${channel.waiting} ${channel.waiting === 1 ? "Eingang ist" : "Eingänge sind"} aufbewahrt`),
    channel.held > 0 && pick(`${channel.held} ${channel.held === 1 ? "answer waits" : "answers wait"}`,
      `${channel.held} ${channel.held === 1 ? "Antwort wartet" : "Antworten warten"}`),
  ].filter(Boolean);
  return [parts.length ? `${parts.join(", ")}.` : "", pick("Nothing is lost.", "Nichts ist verloren.")].filter(Boolean).join(" ");
}

/** The one sentence of the notice above the queue. */
export const noticeTitle = (channel, now) => pick(`${channel.name}: ${channelState(channel.state)} since ${when(channel.since, now)}.`,
  `${channel.name}: ${channelState(channel.state)} seit ${when(channel.since, now)}.`);

/** The neutral glyph of a platform family. */
export function glyph(connector) {
  const families = { email: "k-mail", mail: "k-mail", mastodon: "p-fedi", wordpress: "p-page", telegram: "p-chat", facebook: "p-page",
    instagram: "p-photo", youtube: "p-video", bluesky: "p-short",
    x: "p-short", discourse: "p-forum", forum: "p-forum", "google-reviews": "p-map", "google-play": "p-store", "app-store": "p-store",
      whatsapp: "p-chat", messenger: "p-chat" };
  return families[connector] ?? "p-page";
}
