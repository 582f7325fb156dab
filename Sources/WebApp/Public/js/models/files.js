/** Files that go with an answer: whether the platform takes them, told before they leave. */
import { size } from "../lib/format.js";
import { pick } from "../lib/words.js";
import { visible } from "./plain.js";

/** The largest file the service takes in. */
const MOST = 32 * 1024 * 1024;

const fits = (type, pattern) => pattern === "*/*" || pattern === type || pattern.endsWith("/*") && type.startsWith(pattern.slice(0, -1));

/** Why a file cannot go, or "". `limit`: { max, bytes, types } of the way that is chosen; null: it carries no files. */
export function fault({ name, type, size: bytes }, limit) {
  const called = visible(name);
  if (!limit) return pick("This way carries no files.", "Auf diesem Weg gehen keine Dateien mit.");
  if (!bytes) return pick(`${called} is empty.`, `${called} ist leer.`);
  const most = Math.min(limit.bytes ?? MOST, MOST);
  if (bytes > most) return pick(`${called} is too large: ${size(bytes)}, ${size(most)} allowed.`, `${called} ist zu groß: ${size(bytes)}, erlaubt sind ${size(most)}.`);
  const types = limit.types ?? [];
  if (types.length && type && !types.some((pattern) => fits(type.toLowerCase(), pattern.toLowerCase()))) {
    return pick(`The platform does not take ${called} (${type}).`, `Die Plattform nimmt ${called} (${type}) nicht an.`);
  }
  return "";
}

/** What is wrong with all of them together, or "". */
export function faults(files, limit) {
  if (files.length === 0) return "";
  const single = files.map((file) => fault(file, limit)).find(Boolean);
  if (single) return single;
  if (limit.max != null && files.length > limit.max) return pick(`${files.length} files are too many: the platform takes ${limit.max}.`,
    `${files.length} Dateien sind zu viele: die Plattform nimmt ${limit.max}.`);
  return "";
}
