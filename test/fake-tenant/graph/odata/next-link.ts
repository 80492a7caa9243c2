import { createHash } from "node:crypto";
import { badRequest } from "#test/fake-tenant/graph/graph-refusal.ts";

export interface PageRequest {
  graphBaseUrl: string;
  /** The path after /v1.0, as sent. */
  path: string;
  query: URLSearchParams;
  /** Whose data is paged: a token of another mailbox or query is refused. */
  owner: string;
}

/** What a token is good for: this owner and these options, nothing else. */
function fingerprint(page: PageRequest): string {
  const options = [...page.query].filter(
    ([name]) => name.toLowerCase() !== "$skiptoken" && name.toLowerCase() !== "$skip",
  );
  options.sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256")
    .update(JSON.stringify([page.owner, page.path.toLowerCase(), options]))
    .digest("base64url")
    .slice(0, 22);
}

/**
 * The absolute `@odata.nextLink` at an offset. Its token is opaque and only works when the link is followed verbatim.
 */
export function nextLink(page: PageRequest, offset: number): string {
  const query = new URLSearchParams(page.query);
  query.delete("$skip");
  query.set("$skiptoken", Buffer.from(`${offset}.${fingerprint(page)}`).toString("base64url"));
  return `${page.graphBaseUrl}/v1.0${page.path}?${query.toString().replaceAll("+", "%20")}`;
}

/** The offset that a `$skiptoken` stands for; refused when the token belongs to another user or query. */
export function offsetOf(page: PageRequest, skipToken: string): number {
  const [offset, owner] = Buffer.from(skipToken, "base64url").toString("utf8").split(".");
  if (offset === undefined || !/^\d+$/.test(offset) || owner !== fingerprint(page)) {
    throw badRequest("Badly formed token.");
  }
  return Number(offset);
}
