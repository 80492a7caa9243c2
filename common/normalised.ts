/**
 * A text in a normalization form of Unicode, in linear time. Sorting the marks of one letter takes quadratic time, so
 * 30 of them are kept, as in the Stream-Safe Text Format (https://www.unicode.org/reports/tr15/).
 */
export function normalised(text: string, form: "NFC" | "NFKC" | "NFKD"): string {
  return text.replace(/(\p{M}{30})\p{M}+/gu, "$1").normalize(form);
}
