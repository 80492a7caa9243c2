import { normalised } from "#common/normalised.ts";

const longestName = 60;

/** Controls, bidi marks, zero-width and other invisible characters: they could fake the text around the name. */
const invisible = /[\p{C}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\u2800]/gu;
/** Without U+FEFF, which `\s` counts among spaces. */
const spaces = /[\t\n\v\f\r\u2028\u2029\p{Zs}]+/gu;
/** More than two marks on a letter would run over the lines around it. */
const stackedMarks = /(\p{M}{2})\p{M}+/gu;

/** The page has the name between quotation marks: one in it could end it, and go on in the page's own voice. */
const quotationMarks = /[\p{Pi}\p{Pf}\p{Quotation_Mark}]/gu;

/** The name that a client gives itself as it may be shown, 60 letters of it; empty when nothing of it is left. */
export function shownName(name: string): string {
  const letters = normalised(name, "NFC")
    .replaceAll(spaces, " ")
    .replaceAll(invisible, "")
    .replaceAll(stackedMarks, "$1")
    .replaceAll(quotationMarks, "'");
  return Array.from(letters.trim()).slice(0, longestName).join("").trim();
}
