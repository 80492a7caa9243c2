/** What a person saw, why, and who can fix it. */
export interface TroubleRow {
  /** The code, as it is shown; the anchor is made of it. */
  code: string;
  /** Where and how it shows; Markdown. */
  seen: string;
  /** Why, and what to do; Markdown. */
  cause: string;
  who: string;
}

export const who = {
  you: "you",
  youThenAdmin: "you; if it stays, an Entra admin",
  admin: "an Entra admin",
  operator: "the operator",
  adminOrOperator: "an Entra admin, or the operator",
  maker: "the maker of the app",
  nobody: "nobody: try again later",
} as const;

/**
 * Rows of a Markdown table; codes that differ in nothing else share one. `AADSTS65001` is at `#aadsts65001`, the page
 * `expired` at `#page-expired`, since several tables have the same code.
 */
export function troubleCells(rows: readonly TroubleRow[], prefix: string): string[][] {
  const anchored = ({ code }: TroubleRow) => `<a id="${prefix}${code.toLowerCase()}"></a>\`${code}\``;
  const groups = Map.groupBy(rows, ({ seen, cause, who: fixer }) => JSON.stringify([seen, cause, fixer]));
  return [...groups].map(([same, group]) => [group.map(anchored).join(", "), ...(JSON.parse(same) as string[])]);
}
