import { z } from "zod";
import type { GraphDoor, GraphPage, GraphRequest } from "#workers/tools/tool-context.ts";
import { pageAt } from "./page-at.ts";

/**
 * The first pages of several collections in one round trip (https://learn.microsoft.com/graph/paging): the page of
 * each, or the error that `pageAt` would reject with.
 */
export async function pagesTogether<Item>(
  requests: readonly GraphRequest[],
  itemSchema: z.ZodType<Item>,
  graph: Pick<GraphDoor, "getTogether" | "getPage" | "nextPage">,
): Promise<PromiseSettledResult<GraphPage<Item>>[]> {
  if (requests.length === 0) return [];
  const schema = z.object({ value: z.array(itemSchema), "@odata.nextLink": z.string().nullish() });
  const results = await graph.getTogether(requests.map((request) => ({ request, schema })));
  return await Promise.allSettled(
    requests.map(async (request, index) => {
      const result = results[index];
      if (result?.status !== "fulfilled") throw result?.reason;
      const { value: items, "@odata.nextLink": link } = result.value;
      const nextLink = link ?? undefined;
      if (items.length > 0 || nextLink === undefined) return { items, nextLink };
      return await pageAt(graph, { request, itemSchema }, nextLink);
    }),
  );
}
