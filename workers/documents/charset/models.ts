import type { GuessableCharset } from "./guessable-charsets.ts";
import { ideographicLanguages } from "./ideographs.ts";
import { type Alphabet, alphabets, commonMarks } from "./letters.ts";

/** The cost of each character beyond ASCII in a language: the negative logarithm of its probability. */
export interface LanguageModel {
  charset: GuessableCharset;
  handicap: number;
  /** Whether a character takes two bytes, or else the script of its letters. */
  kind: "ideographs" | Alphabet["script"];
  costs: ReadonlyMap<number, number>;
}

/** Cost of a one-byte character that the language rarely uses. */
const rareByte = 7.5;
const commonMark = 4;

/** In any alphabet, the first letter is about e³ times as frequent as the last one, falling off exponentially. */
function alphabetCosts({ letters }: Alphabet): Map<number, number> {
  const costs = new Map<number, number>();
  const all = [...letters];
  const weights = all.map((_, rank) => Math.exp((-3 * rank) / all.length));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  for (const mark of commonMarks) costs.set(mark.charCodeAt(0), commonMark);
  for (const [rank, letter] of all.entries()) {
    const cost = -Math.log((weights[rank] ?? 0) / sum);
    const upper = letter.toUpperCase();
    costs.set(letter.charCodeAt(0), cost);
    if (upper.length === 1 && upper !== letter && upper > "\x7f") costs.set(upper.charCodeAt(0), cost);
  }
  return costs;
}

function classCosts(classes: readonly { share: number; characters: string }[]): Map<number, number> {
  const costs = new Map<number, number>();
  for (const { share, characters } of classes) {
    const cost = -Math.log(share / characters.length);
    for (const character of characters) {
      const code = character.charCodeAt(0);
      if (!costs.has(code)) costs.set(code, cost);
    }
  }
  return costs;
}

let models: readonly LanguageModel[] | undefined;

/** Built on first use: most documents declare their charset or are UTF-8. */
export function languageModels(): readonly LanguageModel[] {
  models ??= [
    ...alphabets.map((one) => ({ ...one, kind: one.script, costs: alphabetCosts(one) })),
    ...ideographicLanguages().map(({ classes, isHalfWidth, ...one }) => ({
      ...one,
      kind: isHalfWidth ? ("other" as const) : ("ideographs" as const),
      costs: classCosts(classes),
    })),
  ];
  return models;
}

/** The cost of a character that is not in the table of a language. */
export function otherCost(code: number, kind: LanguageModel["kind"]): number {
  if (code >= 0x80 && code < 0xa0) return 11;
  if ((code >= 0x4e00 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xd7a3)) return 12.5;
  const isOneByte = kind === "ideographs" ? code >= 0xff61 && code <= 0xff9f : code < 0x2e80;
  return isOneByte ? rareByte : 15;
}
