/** What an edit changed, word by word: [{ kind: "same" | "gone" | "new", text }]. */

/** Above this a table of all pairs costs more than it tells: then the whole is shown as replaced. */
const LONGEST = 1_500;

export function difference(before, after) {
  const a = words(before), b = words(after);
  if (a.length > LONGEST || b.length > LONGEST) return before === after ? [{ kind: "same", text: after }]
    : [{ kind: "gone", text: before }, { kind: "new", text: after }];
  // A word carries the blank behind it; blanks alone are no change worth showing.
  const isSame = (i, j) => a[i].trimEnd() === b[j].trimEnd();
  const width = b.length + 1;
  const common = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      common[i * width + j] = isSame(i, j) ? common[(i + 1) * width + j + 1] + 1 : Math.max(common[(i + 1) * width + j], common[i * width + j + 1]);
    }
  }
  const pieces = [];
  const add = (kind, text) => pieces.at(-1)?.kind === kind ? pieces.at(-1).text += text : pieces.push({ kind, text });
  let i = 0, j = 0;
  while (i < a.length && j < b.length) {
    if (isSame(i, j)) { add("same", b[j]); i += 1; j += 1; }
    else if (common[(i + 1) * width + j] >= common[i * width + j + 1]) { add("gone", a[i]); i += 1; }
    else { add("new", b[j]); j += 1; }
  }
  while (i < a.length) { add("gone", a[i]); i += 1; }
  while (j < b.length) { add("new", b[j]); j += 1; }
  return pieces;
}

const words = (text) => text.match(/\S+\s*|\s+/gu) ?? [];
