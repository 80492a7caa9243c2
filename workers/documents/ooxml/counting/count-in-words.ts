const small =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen " +
  "eighteen nineteen";
const smallWords = small.split(" ");
const tens = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
const irregular: Readonly<Record<string, string>> = {
  one: "first",
  two: "second",
  three: "third",
  five: "fifth",
  eight: "eighth",
  nine: "ninth",
  twelve: "twelfth",
};

/** Formats that write numbers as English words. Undefined for numbers from 100 on. */
export const countInWords = {
  cardinalText: (count: number) => capitalised(wordOf(count)),
  ordinalText: (count: number) => capitalised(ordinalOf(wordOf(count))),
};

function wordOf(count: number): string | undefined {
  if (count < 20) return smallWords[count];
  const ten = tens[Math.floor(count / 10) - 2];
  return ten === undefined || count % 10 === 0 ? ten : `${ten}-${smallWords[count % 10]}`;
}

function ordinalOf(word: string | undefined): string | undefined {
  if (word === undefined) return undefined;
  const from = word.indexOf("-") + 1;
  const last = word.slice(from);
  return `${word.slice(0, from)}${irregular[last] ?? `${last.replace(/y$/, "ie")}th`}`;
}

function capitalised(text: string | undefined): string | undefined {
  return text && `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
