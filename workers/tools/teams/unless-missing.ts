import { ToolError } from "#common/errors.ts";
import { unlessItFails } from "#workers/tools/optional-request.ts";
import type { WholeList } from "#workers/tools/paging/whole-list.ts";

const missingThere: ReadonlySet<string> = new Set(["not_found", "invalid_input", "unsupported_type"]);

/**
 * A list that not every cloud has: empty where Graph doesn't know it, undefined if the request fails otherwise. Rejects
 * with errors that concern the whole call.
 */
export async function unlessMissing<Item>(list: () => Promise<WholeList<Item>>): Promise<WholeList<Item> | undefined> {
  return await unlessItFails(async () => {
    try {
      return await list();
    } catch (error) {
      if (!(error instanceof ToolError) || !missingThere.has(error.code)) throw error;
      return { items: [], isWhole: true };
    }
  });
}
