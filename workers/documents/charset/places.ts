/** What a character is within a word. */
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
 * How unlikely a place in a word is, after the two characters before it (the nearest first): in nats, by rule of thumb.
 * A wrong charset shows in capitals and marks within words, and where Latin letters meet others.
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

/** Looked up once per character: there are few, and each is asked for in every language. */
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
