/**
 * The document with `text` between `<!-- NAME:begin -->` and `<!-- NAME:end -->`.
 * @throws when it has not exactly one pair of them
 */
export function withMarkedBlock(document: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const [head, middle, ...more] = document.split(begin);
  const [, tail, ...rest] = middle?.split(end) ?? [];
  if (head === undefined || tail === undefined || more.length > 0 || rest.length > 0) {
    throw new Error(`The document must have one line ${begin} and one line ${end} after it.`);
  }
  return `${head}${begin}\n${text}\n${end}${tail}`;
}

/** The document with several such blocks, each by its name. */
export function withMarkedBlocks(document: string, blocks: Readonly<Record<string, string>>): string {
  return Object.entries(blocks).reduce((text, [name, block]) => withMarkedBlock(text, name, block), document);
}

/** Rows of cells as a Markdown table. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const escaped = (cell: string) => (cell === "" ? "" : `${cell.replaceAll("|", "\\|")} `);
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join("| ")}|`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}
