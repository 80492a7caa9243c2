/**
 * IDs by position: row 3 has 300 and its panels follow, so that a new panel at the end of a row changes no other ID.
 */
export function rowId(row: number): number {
  return (row + 1) * 100;
}

/** The ID of a panel, by its position in a row. Alerts and other panels link to it. */
export function panelId(row: number, place: number): number {
  return rowId(row) + place + 1;
}
