/** How much of the time to take an answer back is left: { left: milliseconds, share: 1 to 0 }; null when it is no fuse. */

/** What is held longer than this waits for a moment somebody chose. */
const LONGEST = 60_000;

export function fuse(entry, now) {
  if (entry.state !== "held" || !entry.heldUntil) return null;
  const end = Date.parse(entry.heldUntil), whole = end - Date.parse(entry.createdAt);
  if (whole > LONGEST) return null;
  const left = Math.max(0, end - now);
  return { left, share: whole > 0 ? Math.min(1, left / whole) : 0 };
}

/** Whether it leaves at a moment that somebody chose. */
export const isScheduled = (entry) => entry.state === "held" && Date.parse(entry.heldUntil) - Date.parse(entry.createdAt) > LONGEST;
