interface TextItem {
  str: string;
  hasEOL: boolean;
  width: number;
  height: number;
  transform: unknown[];
}

/** Lines further apart than this multiple of their height are separated by a blank line. */
const paragraphGap = 1.8;

/** The text items of a PDF page as lines, in document order, with blank lines at gaps. */
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
