import { withoutMarks } from "./marks.ts";

/** What a person who looked at a document saw, beside its words. Written by hand, by looking at the document. */
export interface StructureFact {
  of: "tables" | "order";
  /** Texts that stand in this order: in one line, such as the cells of a row; for `order` in the whole text. */
  texts: readonly [string, ...string[]];
}

type Texts = StructureFact["texts"];

/** A row of a table: its cells from the left. */
export const row = (...texts: Texts): StructureFact => ({ of: "tables", texts });
/** Where a reader's eye goes, over the whole document. */
export const order = (...texts: Texts): StructureFact => ({ of: "order", texts });

/** The facts of a document by its name. */
export type Structures = Readonly<Record<string, readonly StructureFact[]>>;

/** The facts that a text keeps, and those that it doesn't. */
export interface StructureScore {
  kept: readonly StructureFact[];
  lost: readonly StructureFact[];
}

/** Judges a text, whether its structure is told by Markdown or by white space. */
export function scoreStructure(text: string, facts: readonly StructureFact[]): StructureScore {
  const lines = withoutMarks(text).split("\n").map(plainText);
  const whole = lines.filter((line) => line !== "  ").join("");
  const isKept = ({ of, texts }: StructureFact) =>
    of === "order" ? hasInOrder(whole, texts) : lines.some((line) => hasInOrder(line, texts));
  return { kept: facts.filter(isKept), lost: facts.filter((fact) => !isKept(fact)) };
}

/**
 * Words with spaces around each, and letters of scripts without spaces likewise: programs put gaps between them or not.
 */
function plainText(text: string): string {
  const words = text
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .replace(/[|#]/g, " ")
    .replace(/^\s*[-•◦▪]\s/, " ")
    .replace(/[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}]/gu, " $& ")
    .trim()
    .replace(/\s+/g, " ");
  return ` ${words} `;
}

/** Whether the texts stand in a line one after the other, and none is part of a longer word. */
function hasInOrder(line: string, texts: readonly string[]): boolean {
  let from = 0;
  for (const text of texts) {
    const wanted = plainText(text);
    const at = line.indexOf(wanted, from);
    if (at < 0) return false;
    // The space after it is also the one before the next.
    from = at + wanted.length - 1;
  }
  return true;
}
