import { padded, textWidth } from "./text-width.ts";

export interface Table {
  head: readonly string[];
  rows: readonly (readonly string[])[];
  /** Columns of the terminal that the whole may take. */
  columns: number;
}

const gap = "  ";
const narrowest = 8;

/** Lines of equal width, the head first. Where there is too little room, the widest column gives way. */
export function tableLines({ head, rows, columns }: Table): string[] {
  const widths = head.map((title, at) =>
    Math.max(textWidth(title), ...rows.map((row) => Math.min(200, textWidth(row[at] ?? "")))),
  );
  const room = columns - gap.length * (head.length - 1);
  for (let excess = widths.reduce((sum, width) => sum + width, 0) - room; excess > 0; excess -= 1) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= narrowest) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  const line = (cells: readonly string[]) =>
    widths
      .map((width, at) => padded(cells[at] ?? "", width))
      .join(gap)
      .trimEnd();
  return [line(head), ...rows.map(line)];
}
