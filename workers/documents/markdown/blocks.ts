/** A part of a text that stands on lines of its own. */
export interface Block {
  text: string;
  /** Whether a blank line parts it from its neighbours. */
  isLoose: boolean;
}

/** The blocks below each other; a blank line where either of two wants one. */
export function joinBlocks(blocks: readonly Block[]): string {
  const parts: string[] = [];
  let last: Block | undefined;
  for (const block of blocks) {
    if (block.text === "") continue;
    if (last) parts.push(last.isLoose || block.isLoose ? "\n\n" : "\n");
    parts.push(block.text);
    last = block;
  }
  return parts.join("");
}

/** One block of several, parted from its neighbours by blank lines. */
export function looseBlock(blocks: readonly Block[]): Block[] {
  const text = joinBlocks(blocks);
  return text === "" ? [] : [{ text, isLoose: true }];
}

/** Appends a list of any length; `push(...list)` fails above some 100,000. */
export function appendBlocks(target: Block[], blocks: readonly Block[]): void {
  for (const block of blocks) target.push(block);
}
