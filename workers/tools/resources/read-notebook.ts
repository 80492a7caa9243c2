import { notePermissions } from "#common/tools/permissions.ts";
import type { PlacedItem } from "#workers/tools/files/find-item.ts";
import type { GraphDriveItem } from "#workers/tools/files/graph-drive.ts";
import { findNotebook } from "#workers/tools/notes/find-note.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { notebookReader } from "./read-notes.ts";
import type { ResourceContent } from "./resource-content.ts";

/** Whether an item of a drive is a notebook of OneNote, which drives have as one item. */
export const isNotebook = ({ package: bundle }: GraphDriveItem): boolean => bundle?.type?.toLowerCase() === "onenote";

/** Reads the notebook that a drive has as this item: its sections. */
export async function readNotebook({ item }: PlacedItem, context: ToolContext): Promise<ResourceContent> {
  const { parentReference } = item;
  const siteId = parentReference?.driveType === "business" ? undefined : (parentReference?.siteId ?? undefined);
  requirePermission(notePermissions(siteId), context.grantedScopes);
  const notebookId = await findNotebook(item, siteId, context.graph);
  const found = { kind: "onenote-notebook" as const, notebookId, siteId };
  return { ...(await notebookReader.read(found, context, {})), found };
}
