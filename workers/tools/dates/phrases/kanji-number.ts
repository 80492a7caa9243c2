const digits = new Map([..."〇一二三四五六七八九"].map((digit, value) => [digit, value]));
digits.set("零", 0).set("两", 2).set("兩", 2);
const tens = new Map([
  ["十", 10],
  ["百", 100],
  ["千", 1_000],
]);

/** Whether a number may begin or go on with this character. */
export function isKanjiDigit(character: string): boolean {
  return digits.has(character) || tens.has(character);
}

/** The two numbers of 二三, which is two or three. Undefined for others. */
export function kanjiPair(text: string): readonly [number, number] | undefined {
  const [first, second, ...others] = [...text].map((each) => digits.get(each));
  return first !== undefined && second === first + 1 && others.length === 0 ? [first, second] : undefined;
}

/**
 * The value of a number in kanji, either place by place (二〇二六) or in words (三十一). Undefined for two digits side by
 * side, which is about as many: 二三 means two or three.
 */
export function kanjiNumber(text: string): number | undefined {
  const characters = [...text];
  if (characters.length > 3 && characters.every((each) => digits.has(each))) {
    return Number(characters.map((each) => digits.get(each)).join(""));
  }
  let sum = 0;
  let digit: number | undefined;
  for (const each of characters) {
    const ten = tens.get(each);
    if (ten === undefined) {
      if (digit !== undefined) return undefined;
      digit = digits.get(each);
    } else {
      sum += (digit ?? 1) * ten;
      digit = undefined;
    }
  }
  return sum + (digit ?? 0);
}
