/** How a run of text is set, as far as it changes what it says. */
export interface RunMarks {
  /** Above the line as an exponent, or below it as an index. */
  raised?: "above" | "below" | undefined;
  /** Struck through: done, or no longer valid. */
  isStruck?: boolean;
}

/** What raises a run, by the names of Office and of HTML. */
export const raisedBy: ReadonlyMap<string, "above" | "below"> = new Map([
  ["superscript", "above"],
  ["subscript", "below"],
  ["sup", "above"],
  ["sub", "below"],
]);

const plain = "0123456789+-=()";
const signs = { above: [..."⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾"], below: [..."₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎"] } as const;
/** Noncharacters (Unicode 23.7) around what is struck, so that runs beside each other have one pair of marks. */
const [begin, end] = ["\ufdd2", "\ufdd3"];
const between = /\ufdd3( {0,9})\ufdd2/g;

/**
 * A run with its exponents and indexes: `10⁶` must not read as 106. Letters stay as they are, as those of `1st`. What
 * is struck gets its marks by `withStrikes`.
 */
export function markedRun(text: string, { raised, isStruck = false }: RunMarks): string {
  const set = raised === undefined ? text : raisedText(text, raised);
  const words = isStruck ? set.trim() : "";
  if (words === "") return set;
  const at = set.indexOf(words);
  return `${set.slice(0, at)}${begin}${words}${end}${set.slice(at + words.length)}`;
}

/** A text of several runs, in which what is struck stands between `~~`. */
export function withStrikes(text: string): string {
  return text.replace(between, "$1").replaceAll(begin, "~~").replaceAll(end, "~~");
}

/** Digits and signs above or below the line. A text with anything else is left as it is. */
export function raisedText(text: string, raised: "above" | "below"): string {
  const digits = [...text.replace(/[−–]/g, "-")].map((letter) => {
    const at = plain.indexOf(letter);
    return /\s/.test(letter) ? letter : signs[raised][at];
  });
  return digits.some((digit) => digit === undefined) ? text : digits.join("");
}
