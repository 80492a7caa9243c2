const units = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth".split("|");
const teens = "thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth".split("|");
const twenties = units.map((unit) => `twenty-${unit} twenty_${unit}`);

/** From first to thirty-first. */
export const englishOrdinals: readonly string[] = [
  ...units,
  "tenth",
  "eleventh",
  "twelfth",
  ...teens,
  "twentieth",
  ...twenties,
  "thirtieth",
  "thirty-first",
];
