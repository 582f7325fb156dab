/** What a screen reader hears without a move of focus: one polite status, one alert. */

const told = { status: 0 };

/** Arrivals, sends, undo. */
export function say(text) { put("status", text); }

/** Late, failed, unknown, lost connection. */
export function alarm(text) { put("alert", text); }

/** Like `say`, at most once in ten seconds: for what may happen often. */
export function sayRarely(text) {
  if (Date.now() - told.status < 10_000) return;
  told.status = Date.now();
  say(text);
}

function put(role, text) {
  const region = document.getElementById(`say-${role}`);
  if (!region) return;
  // The same words twice are two announcements.
  region.textContent = "";
  requestAnimationFrame(() => { region.textContent = text; });
}
