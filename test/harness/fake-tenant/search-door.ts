import type { DirectoryUser } from "#test/fake-tenant/control/control-types.ts";
import type { MintOptions } from "#test/fake-tenant/entra/mint-token.ts";
import type { Answer, Fixture } from "./fixture.ts";

export interface FoundHit {
  hitId: string;
  rank: number;
  summary: string;
  resource: Record<string, unknown>;
}

/** POST of JSON to a Graph path after /v1.0, as a user. */
async function post(
  fixture: Fixture,
  user: DirectoryUser,
  path: string,
  options: { body: unknown; mint?: MintOptions; headers?: Record<string, string> },
): Promise<Answer> {
  const token = await fixture.tenant.control.mintToken({ shape: "graph", userId: user.id, ...options.mint });
  return fixture.send(`${fixture.tenant.graphBaseUrl}/v1.0${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...options.headers },
    body: typeof options.body === "string" ? options.body : JSON.stringify(options.body),
  });
}

/** A search of one entity type with further members of the request. */
export function search(
  fixture: Fixture,
  user: DirectoryUser,
  asked: { types: string | string[]; query: string; more?: Record<string, unknown>; mint?: MintOptions },
): Promise<Answer> {
  const request = { entityTypes: [asked.types].flat(), query: { queryString: asked.query }, ...asked.more };
  return post(fixture, user, "/search/query", {
    body: { requests: [request] },
    ...(asked.mint === undefined ? {} : { mint: asked.mint }),
  });
}

export interface FoundPage {
  hits: FoundHit[];
  total: number;
  more: boolean;
}

/** What a search answer holds. */
export function pageOf(answer: Answer): FoundPage {
  const value = answer.json.value as
    | { hitsContainers: { hits?: FoundHit[]; total: number; moreResultsAvailable: boolean }[] }[]
    | undefined;
  const container = value?.[0]?.hitsContainers[0];
  if (container === undefined) throw new Error(`No hits container in: ${answer.status} ${answer.text.slice(0, 300)}`);
  return { hits: container.hits ?? [], total: container.total, more: container.moreResultsAvailable };
}
