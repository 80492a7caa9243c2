import { catalog } from "#common/tools/catalog.ts";
import type { ToolDefinition } from "#common/tools/define-tool.ts";

/**
 * The catalog, to be changed before anything has read it. The cast takes back what the type promises for good reason: a
 * tuple to its readers, it is an array in fact, and no setting of the product changes it.
 */
export const openCatalog = catalog as readonly ToolDefinition[] as ToolDefinition[];
