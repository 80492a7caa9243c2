/** Ids by place: row 3 is 300 and its panels follow, so that a new panel at the end of a row moves no other's id. */
export function rowId(row: number): number {
  return (row + 1) * 100;
}

/** The id of a panel by its place in a row; alerts and other panels link to it. */
export function panelId(row: number, place: number): number {
  return rowId(row) + place + 1;
}
