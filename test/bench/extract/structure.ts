/** What a person who looked at a document saw, beside its words. Written by hand, by looking at the document. */
export interface StructureFact {
  of: "numbering" | "tables" | "order" | "units";
  /**
   * Texts that stand in this order: in one line, such as an item after its number or the cells of a row; for `order`
   * in the whole text.
   */
  texts: readonly [string, ...string[]];
}

/** The facts of a document by its name. */
export type Structures = Readonly<Record<string, readonly StructureFact[]>>;

/** The facts that a text keeps, and those that it doesn't. */
export interface StructureScore {
  kept: readonly StructureFact[];
  lost: readonly StructureFact[];
}

/** Judges a text, whether its structure is told by Markdown or by white space. */
export function scoreStructure(text: string, facts: readonly StructureFact[]): StructureScore {
  const lines = text.split("\n").map(plainText);
  const whole = lines.filter((line) => line !== "  ").join("");
  const isKept = ({ of, texts }: StructureFact) =>
    of === "order" ? hasInOrder(whole, texts) : lines.some((line) => hasInOrder(line, texts));
  return { kept: facts.filter(isKept), lost: facts.filter((fact) => !isKept(fact)) };
}

/** A line without signs of Markdown, each word between spaces. */
function plainText(line: string): string {
  const words = line
    .normalize("NFKC")
    .replace(/[|#*\\]/g, " ")
    .replace(/^\s*[-•◦▪]\s/, " ")
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
