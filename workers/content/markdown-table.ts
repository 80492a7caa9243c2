/** A Markdown table; its first row is the head. Cells are one line each, and no cell can end its own early. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const columns = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const [head = [], ...rest] = rows;
  const divider = Array.from({ length: columns }, () => "---");
  return [head, divider, ...rest].map((row) => markdownRow(row, columns)).join("\n");
}

/** One row, filled up to a number of columns. */
export function markdownRow(cells: readonly string[], columns: number): string {
  return `| ${Array.from({ length: columns }, (_, at) => cellText(cells[at] ?? "")).join(" | ")} |`;
}

function cellText(text: string): string {
  return text
    .trim()
    .replace(/\s*\n\s*/g, " ")
    .replaceAll("|", "\\|");
}
