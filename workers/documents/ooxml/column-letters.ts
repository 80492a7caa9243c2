/** The column of a cell's address, counted from 0: that of `AB12` is 27. */
export function columnOf(address: string | undefined): number | undefined {
  const [, letters] = /^([A-Z]{1,3})\d/i.exec(address ?? "") ?? [];
  if (letters === undefined) return undefined;
  return [...letters.toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

/** The letters of a column, counted from 0: 27 is AB. */
export function lettersOf(column: number): string {
  const letter = String.fromCharCode(65 + (column % 26));
  return column < 26 ? letter : lettersOf(Math.floor(column / 26) - 1) + letter;
}
