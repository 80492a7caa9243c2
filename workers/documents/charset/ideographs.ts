import {
  chineseMarks,
  halfWidth,
  hangul,
  hiragana,
  japanese,
  japaneseMarks,
  katakana,
  simplified,
  traditional,
} from "./characters.ts";
import type { GuessableCharset } from "./guessable-charsets.ts";

/** A language whose characters take two bytes each. */
export interface Ideographs {
  charset: GuessableCharset;
  handicap: number;
  /** Half-width katakana: one byte per character, in words of their own. */
  isHalfWidth?: boolean;
  /** Groups of characters that are about equally frequent, with the share of a text that each group makes up. */
  classes: readonly { share: number; characters: string }[];
}

/** All characters in a range of a two-byte charset. These ranges hold what the charset's standard counts as common. */
function charactersAt(charset: string, leads: readonly [number, number], trails: readonly [number, number]): string {
  const bytes: number[] = [];
  for (let lead = leads[0]; lead <= leads[1]; lead += 1)
    for (let trail = trails[0]; trail <= trails[1]; trail += 1) bytes.push(lead, trail);
  return new TextDecoder(charset).decode(Uint8Array.from(bytes)).replaceAll("\ufffd", "");
}

const inUse = {
  gb: () => charactersAt("gb18030", [0xb0, 0xd7], [0xa1, 0xfe]),
  big5: () => charactersAt("big5", [0xa4, 0xc6], [0x40, 0x7e]) + charactersAt("big5", [0xa4, 0xc5], [0xa1, 0xfe]),
  ksx: () => charactersAt("euc-kr", [0xb0, 0xc8], [0xa1, 0xfe]),
  jis: () => charactersAt("euc-jp", [0xb0, 0xcf], [0xa1, 0xfe]),
};

const share = (part: number, characters: string) => ({ share: part, characters });
const written = (frequent: string, marks: string, others: string) => [
  share(0.65, frequent),
  share(0.12, marks),
  share(0.22, others),
];

/** The languages with two-byte characters. A character counts for the first class that contains it. */
export function ideographicLanguages(): Ideographs[] {
  const kana = [share(0.3, hiragana), share(0.18, katakana), share(0.06, japaneseMarks)];
  const kanji = [share(0.35, japanese), share(0.1, inUse.jis())];
  const halfKana = [share(0.75, halfWidth), share(0.05, katakana), share(0.15, japanese), share(0.04, inUse.jis())];
  return [
    { charset: "gb18030", handicap: 3, classes: written(simplified, chineseMarks, inUse.gb()) },
    { charset: "big5", handicap: 3, classes: written(traditional, chineseMarks, inUse.big5()) },
    { charset: "euc-kr", handicap: 3, classes: written(hangul, "·　「」“”‘’", inUse.ksx()) },
    { charset: "shift_jis", handicap: 3, classes: [...kana, ...kanji] },
    { charset: "shift_jis", handicap: 4, isHalfWidth: true, classes: halfKana },
    { charset: "euc-jp", handicap: 3, classes: [...kana, ...kanji] },
  ];
}
