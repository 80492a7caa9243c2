import { z } from "zod";
import type { GraphDoor, GraphPage, GraphRequest } from "#workers/tools/tool-context.ts";
import { pageAt } from "./page-at.ts";

/**
 * The first pages of several collections in one round trip (https://learn.microsoft.com/graph/paging): the page of
 * each, empty or not, or the error that `getPage` would reject with.
 */
export async function firstPages<Item>(
  requests: readonly GraphRequest[],
  itemSchema: z.ZodType<Item>,
  graph: Pick<GraphDoor, "getTogether">,
): Promise<PromiseSettledResult<GraphPage<Item>>[]> {
  if (requests.length === 0) return [];
  const schema = z
    .object({ value: z.array(itemSchema), "@odata.nextLink": z.string().nullish() })
    .transform(({ value: items, "@odata.nextLink": link }) => ({ items, nextLink: link ?? undefined }));
  return await graph.getTogether(requests.map((request) => ({ request, schema })));
}

/** The same, with empty pages followed as `pageAt` does. */
export async function pagesTogether<Item>(
  requests: readonly GraphRequest[],
  itemSchema: z.ZodType<Item>,
  graph: Pick<GraphDoor, "getTogether" | "getPage" | "nextPage">,
): Promise<PromiseSettledResult<GraphPage<Item>>[]> {
  const results = await firstPages(requests, itemSchema, graph);
  return await Promise.allSettled(
    requests.map(async (request, index) => {
      const result = results[index];
      if (result?.status !== "fulfilled") throw result?.reason;
      const { items, nextLink } = result.value;
      if (items.length > 0 || nextLink === undefined) return result.value;
      return await pageAt(graph, { request, itemSchema }, nextLink);
    }),
  );
}
