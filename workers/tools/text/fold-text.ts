import { normalised } from "#common/normalised.ts";

/** Normalises a text, so that texts which differ only in case, accents, width or spaces become equal. */
export function foldText(text: string): string {
  const withoutAccents = normalised(text, "NFKD").replace(/[\u0300-\u036f]/g, "");
  return normalised(withoutAccents, "NFKC").toLowerCase().replace(/\s+/g, " ").trim();
}
