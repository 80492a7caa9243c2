import type { TextItem } from "#workers/documents/formats/pdf/page/lines.ts";

/** A character that a page shows, in the order of the document. */
export interface ShownCharacter {
  character: string;
  /** What it should be, where it is to be changed. */
  letters?: string | undefined;
  /** Whether a gap separates it from the one before. */
  isApart: boolean;
}

/** Letters that were lost before a character. */
interface Lost {
  letters: string;
  isApart: boolean;
}

const white = /^\s$/;

/**
 * Text items with the letters whose codes are white space in ASCII, as those of TeX's ligatures are, which pdf.js takes
 * for spaces. The items as they are, where they don't have the characters that the page shows in the same order.
 */
export function withLostLetters(items: readonly TextItem[], shown: readonly ShownCharacter[]): readonly TextItem[] {
  if (!shown.some(isLost)) return items;
  const whole: TextItem[] = [];
  let at = 0;
  for (const item of items) {
    let text = "";
    let isSpaced = false;
    for (const character of item.str) {
      if (white.test(character)) {
        isSpaced = true;
        continue;
      }
      const lost: Lost = { letters: "", isApart: false };
      for (let one = shown[at]; one !== undefined && white.test(one.character); one = shown[at]) {
        if (isLost(one)) {
          lost.isApart ||= lost.letters === "" && one.isApart;
          lost.letters += one.letters;
        }
        at += 1;
      }
      const own = shown[at];
      if (own?.character !== character) return items;
      at += 1;
      if (lost.letters === "") text += isSpaced && text !== "" ? ` ${character}` : character;
      else if (text === "" && !lost.isApart && endWith(whole, lost.letters, own.isApart)) text = character;
      else text += `${lost.isApart && text !== "" ? " " : ""}${lost.letters}${own.isApart ? " " : ""}${character}`;
      isSpaced = false;
    }
    whole.push(text === "" ? item : { ...item, str: text });
  }
  return whole;
}

function isLost({ character, letters }: ShownCharacter): boolean {
  return letters !== undefined && white.test(character);
}

/**
 * Adds letters to the last item with text, and takes away the white space after it, unless a gap follows. False where
 * there is none.
 */
function endWith(items: TextItem[], letters: string, isGapNext: boolean): boolean {
  const last = items.findLastIndex(({ str }) => str.trim() !== "");
  const item = items[last];
  if (item === undefined) return false;
  const isLineEnd = items.slice(last).some(({ hasEOL }) => hasEOL);
  items[last] = { ...item, str: item.str + letters };
  if (!isGapNext && !isLineEnd) items.length = last + 1;
  return true;
}
