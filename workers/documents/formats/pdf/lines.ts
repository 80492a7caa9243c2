interface TextItem {
  str: string;
  hasEOL: boolean;
  width: number;
  height: number;
  transform: unknown[];
}

/** A blank line where lines are further apart than this many times their height. */
const paragraphGap = 1.8;

/** The pieces of text of a PDF page as lines, in the order of the document, with blank lines where there is a gap. */
export function joinPdfItems(items: readonly (TextItem | { type: string })[]): string {
  const parts: string[] = [];
  let lastY: number | undefined;
  let isLineStart = true;
  for (const item of items) {
    if (!("str" in item)) continue;
    if (item.str.trim() !== "") {
      const y = Number(item.transform[5]);
      const height = item.height || 10;
      if (isLineStart && lastY !== undefined && Math.abs(lastY - y) > height * paragraphGap) parts.push("\n");
      lastY = y;
      isLineStart = false;
    }
    parts.push(item.str);
    if (item.hasEOL) {
      parts.push("\n");
      isLineStart = true;
    }
  }
  return parts.join("");
}
