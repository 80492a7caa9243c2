import { normalised } from "#common/normalised.ts";

/** One letter can stand for eighteen. Of many such letters only so much is kept; no text of people grows so far. */
const mostFolded = (characters: number) => 4 * characters + 1_000;

/** Normalises a text, so that texts which differ only in case, accents, width or spaces become equal. */
export function foldText(text: string): string {
  const decomposed = normalised(text, "NFKD").slice(0, mostFolded(text.length));
  const withoutAccents = decomposed.replace(/[\u0300-\u036f]/g, "");
  return normalised(withoutAccents, "NFKC").toLowerCase().replace(/\s+/g, " ").trim();
}
