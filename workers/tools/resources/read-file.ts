import { ToolError } from "#common/errors.ts";
import { anyFilePermissions, notePermissions } from "#common/tools/permissions.ts";
import type { ResourceUri } from "#common/tools/resource-uri/resource-uri.ts";
import { requireDocumentSize } from "#workers/documents/document-size.ts";
import type { DocumentRoom, ExtractedText } from "#workers/documents/text-source.ts";
import { driveChild, driveItemContent } from "#workers/tools/files/drive-item-content.ts";
import { nameOfItem } from "#workers/tools/files/file-hit.ts";
import { findItem, type PlacedItem } from "#workers/tools/files/find-item.ts";
import { findSharedItem } from "#workers/tools/files/find-shared-item.ts";
import { type GraphDriveItem, graphDriveItem, kindOfItem, selectForItem } from "#workers/tools/files/graph-drive.ts";
import { sitePageOf } from "#workers/tools/files/site-page-content.ts";
import { ifReadable } from "#workers/tools/format-resource-uri.ts";
import { findNotebook } from "#workers/tools/notes/find-note.ts";
import { pageAt } from "#workers/tools/paging/page-at.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import { isExternal } from "#workers/tools/text/mail-address.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { fileBytes, fileRequest, isConverted, readConverted } from "./converted-file.ts";
import { type DocumentPart, ofPicture, pagesForWindow, placeInDocument } from "./document-part.ts";
import { toPartsCursor } from "./parts-cursor.ts";
import { isPlanUsedUp, readInParts } from "./read-in-parts.ts";
import { notebookReader } from "./read-notes.ts";
import { sitePageReader } from "./read-site-page.ts";
import type { ResourceContent } from "./resource-content.ts";
import type { ResourcePart, ResourceReader } from "./resource-reader.ts";

const pageSize = 60;

/** Lists a page of a folder's items (https://learn.microsoft.com/graph/api/driveitem-list-children). */
async function listFolder(
  { item, driveId, itemId }: PlacedItem,
  { graph, userDomain }: ToolContext,
  { position }: ResourcePart,
): Promise<ResourceContent> {
  const path = ["drives", driveId, "items", itemId, "children"];
  const request = { path, query: { $top: pageSize, $select: selectForItem }, fromCaller: "id" as const };
  const page = await pageAt(graph, { request, itemSchema: graphDriveItem }, position);
  const folder = driveItemContent(item, userDomain);
  return {
    item: { ...folder, kind: "folder", children: page.items.map((child) => driveChild(child, driveId)) },
    listed: { things: "items of the folder" },
    nextPosition: page.nextLink,
  };
}

/** Whether an item of a drive is a notebook of OneNote, which drives have as one item. */
const isNotebook = ({ package: bundle }: GraphDriveItem): boolean => bundle?.type?.toLowerCase() === "onenote";

/** Reads the notebook that a drive has as this item: its sections. */
async function readNotebook({ item }: PlacedItem, context: ToolContext): Promise<ResourceContent> {
  const { parentReference } = item;
  const siteId = parentReference?.driveType === "business" ? undefined : (parentReference?.siteId ?? undefined);
  requirePermission(notePermissions(siteId), context.grantedScopes);
  const notebookId = await findNotebook(item, siteId, context.graph);
  const found = { kind: "onenote-notebook" as const, notebookId, siteId };
  return { ...(await notebookReader.read(found, context, {})), found };
}

/** A smaller document is loaded whole each time: that takes no longer than some of its ranges. */
const minBytesForParts = 2_000_000;

/** Reads a file or folder of a drive by its id or path. */
export const fileReader: ResourceReader<"file"> = {
  async read({ driveId, path, picture }, context, part) {
    requirePermission(anyFilePermissions, context.grantedScopes);
    return await readItem(await findItem({ driveId, path }, context), context, { ...part, ...ofPicture(picture) });
  },
};

/** Reads a file, folder or page by its URL or a sharing link. */
export const sharingLinkReader: ResourceReader<"sharing-link"> = {
  async read({ link }, context, part) {
    requirePermission(anyFilePermissions, context.grantedScopes);
    const found = await findSharedItem(link, context);
    if ("page" in found) return { ...(await sitePageReader.read(found.page, context, part)), found: found.page };
    if (isNotebook(found.item)) return await readNotebook(found, context);
    const resource: ResourceUri = { kind: "file", driveId: found.driveId, path: [found.itemId] };
    return { ...(await readItem(found, context, part)), found: ifReadable(resource) };
  },
};

async function readItem(found: PlacedItem, context: ToolContext, part: DocumentPart): Promise<ResourceContent> {
  const { item } = found;
  const kind = kindOfItem(item);
  // Of an item without facets Graph gives bytes only if it is a file.
  const isFolder = kind === "folder" || (kind === undefined && !item["@microsoft.graph.downloadUrl"]);
  const page = isFolder ? undefined : sitePageOf(item);
  if (part.picture !== undefined && (isFolder || page !== undefined)) throw withoutPictures(isFolder);
  if (isFolder) return await listFolder(found, context, part);
  if (kind === "package" && !isConverted(nameOfItem(item))) throw unsupportedPackage(item.package?.type);
  return page === undefined ? await readFile(found, context, part) : await sitePageReader.read(page, context, part);
}

async function readFile(found: PlacedItem, context: ToolContext, part: DocumentPart): Promise<ResourceContent> {
  const { item } = found;
  const version = versionOf(item);
  if (part.version !== undefined && part.version !== version) throw changedMeanwhile();
  const details = driveItemContent(item, context.userDomain);
  const { name } = details;
  const { graph, reportProgress } = context;
  // Of a converted file, Graph doesn't say how many bytes it makes, and limits itself how large it may be.
  const size = isConverted(name) ? undefined : (item.size ?? undefined);
  requireDocumentSize(size);
  const { extracted, tag, remark } = await context.withDocumentRoom(size, (room) =>
    readDocument(found, { part, name }, { graph, reportProgress, ...room }),
  );
  return {
    item: details,
    text: {
      text: extracted.text,
      contentType: extracted.detectedType,
      writtenBy: details.lastModifiedBy,
      external: isExternal(details.lastModifiedBy, context.userDomain),
      ...placeInDocument(extracted, part),
      remark,
    },
    version,
    ...(extracted.plan && tag !== undefined && { parts: toPartsCursor(extracted.plan, tag, part.parts) }),
    ...(extracted.incomplete !== undefined && { incomplete: { reason: extracted.incomplete } }),
  };
}

/** Reads what a window needs of a document: in parts where the windows before found out how, else whole. */
async function readDocument(
  found: PlacedItem,
  { part, name }: { part: DocumentPart; name: string },
  context: Pick<ToolContext, "graph" | "reportProgress"> & DocumentRoom,
): Promise<{ extracted: ExtractedText; tag?: string | undefined; remark?: string }> {
  if (isConverted(name)) return await readConverted(found, { part, name }, context);
  const source = { name, mediaType: found.item.file?.mimeType ?? "" };
  const inParts = await readInParts(fileRequest(found), { part, source }, context);
  if (inParts !== undefined) return { extracted: inParts, tag: part.parts?.tag };
  const { tag, ...document } = await fileBytes(found, name, context);
  if (part.parts !== undefined && tag !== undefined && tag !== part.parts.tag) throw changedMeanwhile();
  const isLarge = document.bytes.length >= minBytesForParts;
  // A host that did not serve ranges once is not asked again.
  const isPlanWanted = isLarge && tag !== undefined && (part.page === undefined || isPlanUsedUp(part));
  const extracted = await context.extractText({
    ...document,
    ...pagesForWindow(part),
    ...(isPlanWanted && { isPlanWanted }),
  });
  return { extracted, tag };
}

/**
 * The cTag changes with the content only, the eTag also with a new name
 * (https://learn.microsoft.com/graph/api/resources/driveitem).
 */
function versionOf({ cTag, eTag }: GraphDriveItem): string | undefined {
  return cTag ?? eTag ?? undefined;
}

function withoutPictures(isFolder: boolean): ToolError {
  const what = isFolder ? "folder" : "page";
  return new ToolError("invalid_input", `uri: a ${what} has no numbered pictures. Remove picture from it.`);
}

/** Parts of two versions would not fit together. */
function changedMeanwhile(): ToolError {
  return new ToolError(
    "invalid_input",
    "cursor: the file was changed after its earlier parts were read. Read it again from the beginning, without cursor.",
  );
}

function unsupportedPackage(type: string | null | undefined): ToolError {
  const what =
    type?.toLowerCase() === "onenote"
      ? "a OneNote notebook, not a file. Its uri is in onenote:///notebooks, or read its address"
      : "a package that an app keeps as one item, not a file. Open it by its address";
  return new ToolError("unsupported_type", `The item is ${what}.`);
}
