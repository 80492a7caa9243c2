import { catalog } from "#common/tools/catalog.ts";
import type { ToolContract } from "#common/tools/define-tool.ts";
import { handlers } from "#workers/tools/handlers.ts";
import type { ToolHandler } from "#workers/tools/tool-handler.ts";

/**
 * The catalog, to be changed before anything has read it. The cast takes back what the type promises for good reason: a
 * tuple to its readers, it is an array in fact, and no setting of the product changes it.
 */
export const openCatalog = catalog as readonly ToolContract[] as ToolContract[];

/** The handlers, by the name of their tool, to be changed likewise. */
export const openHandlers = handlers as Readonly<Record<string, ToolHandler>> as Record<string, ToolHandler>;
