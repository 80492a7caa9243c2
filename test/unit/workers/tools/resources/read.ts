import { readResource } from "#common/tools/read-resource.ts";
import { readResourceHandler } from "#workers/tools/resources/read-resource.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";

/** What `read_resource` answers to an input, which is checked as a caller's. */
export async function read(input: Record<string, unknown>, context: ToolContext) {
  return await readResourceHandler.run(readResource.inputSchema.parse(input), context);
}
