/** What kind of character it is, as far as its position in a word matters. */
export interface Place {
  letter: "none" | "small" | "capital" | "caseless";
  /** Not in ASCII. */
  isForeign: boolean;
}

export const outside: Place = { letter: "none", isForeign: false };

const foreignAfterForeign = 2;
const foreignFirst = 1;
const capitalFirst = 1;
const capitalInside = 4;
const mixedWord = 4;
const markInside = 3;

/**
 * The cost of a character after the two before it (the nearest first), in nats. Heuristic: a wrong charset shows as
 * capitals and punctuation inside words, and as Latin letters next to letters of other scripts.
 */
export function placeCost(here: Place, [before, twoBefore]: readonly [Place, Place], script: "latin" | "other") {
  if (here.letter === "none" || !(here.isForeign || before.isForeign)) return 0;
  if (before.letter === "none") {
    const first = foreignFirst + (here.letter === "capital" ? capitalFirst : 0);
    return before.isForeign && twoBefore.letter !== "none" ? first + markInside : first;
  }
  const ofCase = here.letter === "capital" && before.letter === "small" ? capitalInside : 0;
  if (script === "latin") return ofCase + (here.isForeign && before.isForeign ? foreignAfterForeign : 0);
  return ofCase + (here.isForeign === before.isForeign ? 0 : mixedWord);
}

const places = new Map<number, Place>();

/** Cached per character: a text has few different ones, and each is looked up for every language. */
export function placeOf(code: number): Place {
  const known = places.get(code);
  if (known) return known;
  const place = { letter: letterOf(String.fromCharCode(code)), isForeign: code >= 0x80 };
  places.set(code, place);
  return place;
}

function letterOf(character: string): Place["letter"] {
  if (/\p{Lu}/u.test(character)) return "capital";
  if (/\p{Ll}/u.test(character)) return "small";
  return /[\p{L}\p{M}]/u.test(character) ? "caseless" : "none";
}
