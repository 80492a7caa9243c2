import { ToolError } from "#common/errors.ts";
import { anyFilePermissions, notePermissions } from "#common/tools/permissions.ts";
import type { ResourceUri } from "#common/tools/resource-uri/resource-uri.ts";
import { requireDocumentSize } from "#workers/documents/document-size.ts";
import type { DocumentRoom, ExtractedText } from "#workers/documents/text-source.ts";
import type { PersonClock } from "#workers/tools/dates/person-clock.ts";
import { driveChild, driveItemContent } from "#workers/tools/files/drive-item-content.ts";
import { nameOfItem } from "#workers/tools/files/file-hit.ts";
import { findItem, type PlacedItem } from "#workers/tools/files/find-item.ts";
import { findSharedItem } from "#workers/tools/files/find-shared-item.ts";
import { type GraphDriveItem, graphDriveItem, kindOfItem, selectForItem } from "#workers/tools/files/graph-drive.ts";
import { sitePageOf } from "#workers/tools/files/site-page-content.ts";
import { ifReadable } from "#workers/tools/format-resource-uri.ts";
import { findNotebook, findSection } from "#workers/tools/notes/find-note.ts";
import { sectionFile } from "#workers/tools/notes/section-files.ts";
import { pageAt } from "#workers/tools/paging/page-at.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { fileBytes, isConverted, readConverted } from "./converted-file.ts";
import { type DocumentPart, ofPicture, pagesForWindow, placeInDocument } from "./document-part.ts";
import { notebookReader, sectionReader } from "./read-notes.ts";
import { sitePageReader } from "./read-site-page.ts";
import type { ResourceContent } from "./resource-content.ts";
import { isDescribed, type ResourcePart, type ResourceReader } from "./resource-reader.ts";

const pageSize = 60;

/** An item as it was found, with the clock of the person, which was asked for at the same time. */
type FoundItem = PlacedItem & { clock: PersonClock };

/** Lists a page of a folder's items (https://learn.microsoft.com/graph/api/driveitem-list-children). */
async function listFolder(
  { item, driveId, itemId, clock }: FoundItem,
  { graph, userDomain }: ToolContext,
  { position }: ResourcePart,
): Promise<ResourceContent> {
  const path = ["drives", driveId, "items", itemId, "children"];
  const request = { path, query: { $top: pageSize, $select: selectForItem }, fromCaller: "id" as const };
  const page = await pageAt(graph, { request, itemSchema: graphDriveItem }, position);
  const folder = driveItemContent(item, { userDomain, clock });
  const children = page.items.map((child) => driveChild(child, driveId, { clock }));
  return {
    item: { ...folder, kind: "folder", children },
    listed: { things: "items of the folder" },
    nextPosition: page.nextLink,
  };
}

/** Whether an item of a drive is a notebook of OneNote, which drives have as one item. */
const isNotebook = ({ package: bundle }: GraphDriveItem): boolean => bundle?.type?.toLowerCase() === "onenote";

/** Reads the notebook that a drive has as this item: its sections. */
async function readNotebook({ item }: PlacedItem, context: ToolContext): Promise<ResourceContent> {
  const siteId = notesSiteOf(item);
  requirePermission(notePermissions(siteId), context.grantedScopes);
  const notebookId = await findNotebook(item, siteId, context.graph);
  const found = { kind: "onenote-notebook" as const, notebookId, siteId };
  return { ...(await notebookReader.read(found, context, {})), found };
}

/** Reads the section that a drive has as this file: its pages. */
async function readSection({ item }: PlacedItem, context: ToolContext, part: ResourcePart): Promise<ResourceContent> {
  const siteId = notesSiteOf(item);
  requirePermission(notePermissions(siteId), context.grantedScopes);
  const named = { section: nameOfItem(item).replace(sectionFile, ""), sectionId: undefined };
  const sectionId = await findSection(named, { link: item.webUrl ?? "", siteId, isOfSite: true }, context.graph);
  const found = { kind: "onenote-section" as const, sectionId, siteId };
  return { ...(await sectionReader.read(found, context, part)), found };
}

/** The site whose notes an item is one of. Undefined in a OneDrive. */
const notesSiteOf = ({ parentReference }: GraphDriveItem): string | undefined =>
  parentReference?.driveType === "business" ? undefined : (parentReference?.siteId ?? undefined);

/** Reads a file or folder of a drive by its id or path. */
export const fileReader: ResourceReader<"file"> = {
  async read({ driveId, path, picture }, context, part) {
    requirePermission(anyFilePermissions, context.grantedScopes);
    const [found, clock] = await Promise.all([findItem({ driveId, path }, context), context.clock()]);
    return await readItem({ ...found, clock }, context, { ...part, ...ofPicture(picture) });
  },
};

/** Reads a file, folder or page by its URL or a sharing link. */
export const sharingLinkReader: ResourceReader<"sharing-link"> = {
  async read({ link }, context, part) {
    requirePermission(anyFilePermissions, context.grantedScopes);
    const [found, clock] = await Promise.all([findSharedItem(link, context), context.clock()]);
    if ("page" in found) return { ...(await sitePageReader.read(found.page, context, part)), found: found.page };
    const resource: ResourceUri = { kind: "file", driveId: found.driveId, path: [found.itemId] };
    return { found: ifReadable(resource), ...(await readItem({ ...found, clock }, context, part)) };
  },
};

async function readItem(found: FoundItem, context: ToolContext, part: DocumentPart): Promise<ResourceContent> {
  const { item } = found;
  const kind = kindOfItem(item);
  // Of an item without facets Graph gives bytes only if it is a file.
  const isFolder = kind === "folder" || (kind === undefined && !item["@microsoft.graph.downloadUrl"]);
  const page = isFolder ? undefined : sitePageOf(item);
  if (part.picture !== undefined && (isFolder || page !== undefined)) throw withoutPictures(isFolder);
  if (isFolder) return await listFolder(found, context, part);
  if (isNotebook(item)) return await readNotebook(found, context);
  if (kind === "file" && sectionFile.test(nameOfItem(item))) return await readSection(found, context, part);
  if (kind === "package" && !isConverted(nameOfItem(item))) throw unsupportedPackage();
  return page === undefined ? await readFile(found, context, part) : await sitePageReader.read(page, context, part);
}

async function readFile(found: FoundItem, context: ToolContext, part: DocumentPart): Promise<ResourceContent> {
  const { item, clock } = found;
  const version = versionOf(item);
  if (part.version !== undefined && part.version !== version) throw changedMeanwhile();
  const details = driveItemContent(item, { userDomain: context.userDomain, clock });
  const { name, lastModifiedBy: writtenBy, external } = details;
  const { graph, reportProgress } = context;
  // Of a converted file, Graph doesn't say how many bytes it makes, and limits itself how large it may be.
  const size = isConverted(name) ? undefined : (item.size ?? undefined);
  requireDocumentSize(size);
  const { extracted, remark } = await context.withDocumentRoom(size, (room) =>
    readDocument(found, { part, name }, { graph, reportProgress, ...room }),
  );
  return {
    item: details,
    text: {
      text: extracted.text,
      contentType: extracted.detectedType,
      ...(isDescribed(part) ? { writtenBy: undefined, external: undefined } : { writtenBy, external }),
      ...placeInDocument(extracted, part),
      remark,
    },
    version,
    ...(extracted.incomplete !== undefined && { incomplete: { reason: extracted.incomplete } }),
  };
}

/** Loads a document, and reads what a window needs of it. */
async function readDocument(
  found: PlacedItem,
  { part, name }: { part: DocumentPart; name: string },
  context: Pick<ToolContext, "graph" | "reportProgress"> & DocumentRoom,
): Promise<{ extracted: ExtractedText; remark?: string }> {
  if (isConverted(name)) return await readConverted(found, { part, name }, context);
  const document = await fileBytes(found, name, context);
  return { extracted: await context.extractText({ ...document, ...pagesForWindow(part) }) };
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

const unsupportedPackage = () =>
  new ToolError(
    "unsupported_type",
    "The item is a package that an app keeps as one item, not a file. Open it by its address.",
  );
