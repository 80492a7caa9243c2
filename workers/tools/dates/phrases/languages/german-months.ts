import type { Words } from "#workers/tools/dates/phrases/language.ts";

/** From January on, as parts of words. */
const monthNames = "januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember".split("|");
const places = { 1: "erste", 2: "zweite", 3: "dritte", 4: "vierte", "-1": "letzte" };

/** "Erste Oktoberhälfte", "letzten Oktoberwoche". */
const ofMonths = (place: string, name: string) => ["", "n", "r"].map((end) => `${place}${end} ${name}`).join("|");
const halves: Words = Object.fromEntries(
  monthNames.flatMap((name, index) =>
    ([1, 2] as const).map((half) => [
      `half-of-month ${half} & month ${index + 1}`,
      ofMonths(places[half], `${name}hälfte`),
    ]),
  ),
);
const weeks: Words = Object.fromEntries(
  monthNames.flatMap((name, index) =>
    Object.entries(places).map(([place, word]) => [
      `week-of-month ${place} & month ${index + 1}`,
      ofMonths(word, `${name}woche`),
    ]),
  ),
);

/** Words that are made of a month and its half or week. */
export const germanMonths: Words = { ...halves, ...weeks };
