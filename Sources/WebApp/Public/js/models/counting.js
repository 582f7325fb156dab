/** How long a platform finds a text, counted as the service counts it (TextLimit in the inbox model). */

/** The first `http://` or `https://` address up to the next blank. */
const LINK = /https?:\/\/\S*/gu;

const segments = globalThis.Intl?.Segmenter ? new Intl.Segmenter(undefined, { granularity: "grapheme" }) : null;

/** Latin and common punctuation weigh one, everything else two; an emoji weighs two, however many signs it is made of. */
const weight = (code) => code <= 4351 || code >= 8192 && code <= 8205 || code >= 8208 && code <= 8223 || code >= 8242 && code <= 8247 ? 1 : 2;

const EMOJI = /^(?:\p{Emoji_Presentation}|\p{Emoji}\uFE0F)/u;
const letters = (text) => segments ? [...segments.segment(text)].map(({ segment }) => segment) : [...text];

const units = {
  codepoints: (text) => [...text].length,
  graphemes: (text) => letters(text).length,
  utf16: (text) => text.length,
  bytes: (text) => new TextEncoder().encode(text).length,
  weighted: (text) => letters(text).reduce((total, letter) => total + (EMOJI.test(letter) ? 2
    : [...letter].reduce((sum, sign) => sum + weight(sign.codePointAt(0)), 0)), 0),
};

/** `limit`: { max, unit, url }; `url` is what every address counts, whatever its length. */
export function count(text, limit = {}) {
  const length = units[limit.unit] ?? units.codepoints;
  if (limit.url == null) return length(text);
  const links = text.match(LINK)?.length ?? 0;
  return text.split(LINK).reduce((total, part) => total + length(part), 0) + links * limit.url;
}

/** { used, max, over, isNear }: `over` is how many are too many, `isNear` from 90 %; without a limit `max` is null. */
export function measure(text, limit) {
  const used = count(text, limit ?? {}), max = limit?.max ?? null;
  return { used, max, over: max == null ? 0 : Math.max(0, used - max), isNear: max != null && used <= max && used >= max * 0.9 };
}
