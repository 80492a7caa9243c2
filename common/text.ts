/** A text with values in the places that their names have in it, as `{name}`. */
export const filled = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);

/**
 * A text in a normalization form of Unicode, in linear time. Sorting the marks of one letter takes quadratic time, so
 * 30 of them are kept, as in the Stream-Safe Text Format (https://www.unicode.org/reports/tr15/).
 */
export function normalised(text: string, form: "NFC" | "NFKC" | "NFKD"): string {
  return text.replace(/(\p{M}{30})\p{M}+/gu, "$1").normalize(form);
}

/** What a JSON text says. Undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
