import type { GraphRequest } from "#workers/tools/tool-context.ts";

/** The options by which Graph's links go on in a list (https://learn.microsoft.com/graph/paging). */
const goesOnBy = /^(\$skip|\$skiptoken)=([\w.~-]+)$/;

/**
 * What a link of Graph adds to the request of its list, such as `$skip=10`: a cursor that holds a link is a quarter as
 * long with it. The link itself where it differs from the request in more than that.
 */
export function shortLink(link: string, { path, query = {} }: GraphRequest): string {
  const url = URL.parse(link);
  if (url === null || decoded(url.pathname) !== `/v1.0/${path.join("/")}`.toLowerCase()) return link;
  const left = new Map(url.searchParams);
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    if (left.get(name) !== String(value)) return link;
    left.delete(name);
  }
  const [[name, value] = ["", ""], ...others] = left;
  const short = `${name}=${value}`;
  return others.length === 0 && goesOnBy.test(short) ? short : link;
}

/** The request for the page at a short link. Undefined for a link as Graph gave it. */
export function requestAtShortLink(link: string, { path, query, prefer }: GraphRequest): GraphRequest | undefined {
  const [, name, value] = goesOnBy.exec(link) ?? [];
  if (name === undefined) return undefined;
  return { path, query: { ...query, [name]: value }, ...(prefer && { prefer }), fromCaller: "cursor" };
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path).toLowerCase();
  } catch {
    return undefined;
  }
}
