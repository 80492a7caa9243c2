/** A query without what is undefined. Spaces are %20: some clients show plus signs to people as they are. */
export function queryText(parameters: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, value);
  return query.toString().replaceAll("+", "%20");
}

/** The text behind the question mark of a request's path. */
export const queryOf = ({ url }: { url: string }): string => (url.includes("?") ? url.slice(url.indexOf("?") + 1) : "");
