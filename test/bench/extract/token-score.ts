import { withoutMarks } from "./marks.ts";

export interface Score {
  recall: number;
  precision: number;
}

/** Words and numbers, as the reference texts were counted. */
function tokensOf(text: string): string[] {
  return (
    withoutMarks(text)
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

/**
 * How much of the reference is in a text, and how much of the text is in the reference, each word as often as it
 * stands there. Words of `extra` are neither asked for nor held against the text.
 */
export function scoreTokens(text: string, { reference, extra }: { reference: string; extra: string }): Score {
  const found = countsOf(tokensOf(text));
  const wanted = countsOf(tokensOf(reference));
  const allowed = countsOf(tokensOf(extra));
  let hits = 0;
  let asked = 0;
  let charged = 0;
  for (const [token, count] of wanted) {
    asked += count;
    hits += Math.min(count, found.get(token) ?? 0);
  }
  for (const [token, count] of found) {
    const hit = Math.min(count, wanted.get(token) ?? 0);
    charged += count - Math.min(count - hit, allowed.get(token) ?? 0);
  }
  return { recall: asked === 0 ? 1 : hits / asked, precision: charged === 0 ? 1 : hits / charged };
}

function countsOf(tokens: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
  return counts;
}
