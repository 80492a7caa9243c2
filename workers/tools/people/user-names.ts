import { z } from "zod";
import { cleanLine } from "#workers/text/clean-text.ts";
import { graphName } from "#workers/tools/graph-values.ts";
import { undefinedIfFailed } from "#workers/tools/optional-request.ts";
import { renderFilter } from "#workers/tools/query/odata.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { hasDirectory } from "./find-people.ts";

/** Graph refuses a filter with more (https://developer.microsoft.com/graph/known-issues/?search=13635). */
const maxConditions = 15;
const maxNamed = 3 * maxConditions;

const userId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const named = z.object({ value: z.array(z.object({ id: z.string(), displayName: graphName.nullish() })) });

/**
 * The names of users of the organisation by their ids, of the first 45, in one round trip. Whoever is gone, or can't
 * be looked up, is not among them. Rejects only with errors that concern the whole call.
 */
export async function userNames(
  ids: Iterable<string>,
  context: Pick<ToolContext, "graph" | "grantedScopes">,
): Promise<ReadonlyMap<string, string>> {
  const asked = [...new Set(ids)].filter((id) => userId.test(id)).slice(0, maxNamed);
  if (asked.length === 0 || !hasDirectory(context)) return new Map();
  const parts = Array.from({ length: Math.ceil(asked.length / maxConditions) }, (_, at) =>
    asked.slice(at * maxConditions, (at + 1) * maxConditions),
  );
  const answers = await Promise.all(
    parts.map((part) => undefinedIfFailed(() => context.graph.get(namesRequest(part), named))),
  );
  const found = answers.flatMap((answer) => answer?.value ?? []);
  return new Map(found.map(({ id, displayName }) => [id, cleanLine(displayName ?? "")] as const).filter(hasName));
}

const hasName = ([, name]: readonly [string, string]) => name !== "";

/** The request for the names of so many users. https://learn.microsoft.com/graph/api/user-list */
function namesRequest(ids: readonly string[]) {
  const any = ids.map((value) => ({ kind: "text" as const, property: "id" as const, operator: "eq" as const, value }));
  const $filter = renderFilter({ kind: "or", any });
  return { path: ["users"], query: { $filter, $select: "id,displayName", $top: maxConditions } };
}
